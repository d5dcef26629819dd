"""Writes through file objects that close the descriptor."""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    pid = os.fork()
    who = "child" if pid == 0 else "parent"
    if pid:
        os.waitpid(pid, 0)
    with os.fdopen(fd, "w") as report:
        if who == "child":
            print(who, pid, os.getpid(), os.getppid(), file=report)
        else:
            print(who, pid, os.getpid(), file=report)
    if who == "child":
        os._exit(0)
    return pid
