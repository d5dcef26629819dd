"""Believes that print to a file object has reached the descriptor.

The line is in a buffer that os._exit throws away: the child's line is missing.

Caught by: every check whose fd is a pipe or a file (a terminal would be line-buffered): no line begins with "child".
Verdict: FAILED. Diagnosis: unflushed-lost.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    out = open(fd, "w", closefd=False)
    pid = os.fork()
    if pid == 0:
        try:
            print("child", pid, os.getpid(), os.getppid(), file=out)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    print("parent", pid, os.getpid(), file=out)
    out.close()
    return pid
