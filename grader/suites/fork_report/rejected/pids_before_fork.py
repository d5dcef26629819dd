"""Asks for the pids before the fork and uses them in both processes.

The child's line carries the pids of the caller.

Caught by: every check that compares the child's line with the pid in the evidence.
Verdict: FAILED. Diagnosis: pid-before-fork.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    me = os.getpid()
    my_parent = os.getppid()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(fd, f"child {pid} {me} {my_parent}\n".encode())
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    os.write(fd, f"parent {pid} {me}\n".encode())
    return pid
