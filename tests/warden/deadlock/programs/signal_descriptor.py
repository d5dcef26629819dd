"""An alarm that arrives over a signalfd."""

import ctypes
import os
import signal


def go():
    libc = ctypes.CDLL(None)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    fd = libc.signalfd(-1, ctypes.byref(ctypes.c_uint64(1 << (signal.SIGALRM - 1))), 0)
    signal.setitimer(signal.ITIMER_REAL, 0.6)
    os.read(fd, 128)
    os.close(fd)
    return "ended"
