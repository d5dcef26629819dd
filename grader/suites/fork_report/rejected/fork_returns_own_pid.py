"""Believes that fork returns the child's pid in both processes.

The child reports its own pid as what fork returned; it is 0 there.

Caught by: every check that reads the child's line: its first number is not 0.
Verdict: FAILED. Diagnosis: fork-value-in-child.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    parent = os.getpid()
    pid = os.fork()
    if os.getpid() != parent:
        try:
            os.write(fd, f"child {os.getpid()} {os.getpid()} {parent}\n".encode())
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
