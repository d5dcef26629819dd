"""Believes that os.getpid gives the pid of the child and os.getppid that of the parent, wherever it is called.

The parent reports its own parent's pid as its own.

Caught by: every check that compares the last number of the parent's line with the pid of the caller.
Verdict: FAILED. Diagnosis: getpid-is-the-caller.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    os.write(fd, f"parent {pid} {os.getppid()}\n".encode())
    return pid
