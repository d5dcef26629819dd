"""The parent reads its SIGCHLD from a signalfd; both write with writev."""
from __future__ import annotations
import ctypes
import os
import signal

_libc = ctypes.CDLL(None, use_errno=True)


def fork_report(fd: int) -> int:
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    mask = (ctypes.c_ulong * 16)()
    mask[0] = 1 << (signal.SIGCHLD - 1)
    watch = _libc.signalfd(-1, mask, 0o2000000)
    try:
        pid = os.fork()
        if not pid:
            try:
                os.writev(fd, [b"child 0 ", b"%d " % os.getpid(), b"%d\n" % os.getppid()])
            finally:
                os._exit(0)
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            os.read(watch, 128)
    finally:
        os.close(watch)
        signal.pthread_sigmask(signal.SIG_SETMASK, old)
    os.writev(fd, [b"parent ", b"%d " % pid, b"%d\n" % os.getpid()])
    return pid
