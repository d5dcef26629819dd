"""The same in select."""

import ctypes
import os
import select


def go():
    libc = ctypes.CDLL(None)
    fd = libc.timerfd_create(1, 0)
    pid = os.fork()
    if pid == 0:
        libc.timerfd_settime(fd, 0, (ctypes.c_long * 4)(0, 0, 0, 700_000_000), None)
        os._exit(0)
    os.waitpid(pid, 0)
    select.select([fd], [], [])
    os.close(fd)
    return "ended"
