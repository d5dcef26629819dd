"""Waits with os.waitid; prints through a file object that leaves the descriptor open."""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            with open(fd, "w", closefd=False) as out:
                print("child", pid, os.getpid(), os.getppid(), file=out)
        finally:
            os._exit(0)
    os.waitid(os.P_PID, pid, os.WEXITED)
    with open(fd, "w", closefd=False) as out:
        print("parent", pid, os.getpid(), file=out)
    return pid
