"""Blocks SIGCHLD, sleeps until it is pending, then asks for its own child only; restores the mask."""

from __future__ import annotations

import os
import signal


def fork_report(fd: int) -> int:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    try:
        pid = os.fork()
        if pid == 0:
            try:
                os.write(fd, b"child %d %d %d\n" % (pid, os.getpid(), os.getppid()))
            finally:
                os._exit(0)
        # The time limit is for the case that another thread is given the signal.
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            signal.sigtimedwait({signal.SIGCHLD}, 0.05)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    os.write(fd, b"parent %d %d\n" % (pid, os.getpid()))
    return pid
