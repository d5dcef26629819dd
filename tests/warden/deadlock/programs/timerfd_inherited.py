"""A timer descriptor, armed by a process that has ended, in an epoll set."""

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
    with select.epoll() as poll:
        poll.register(fd, select.EPOLLIN)
        poll.poll()
    os.close(fd)
    return "ended"
