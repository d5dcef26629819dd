"""Believes that the parent waits for its child by itself.

The parent's line stands before the child's, and the child is never collected.

Caught by: the check of the order, whose child begins late, and that nobody collected it; in all others the zombie is left.
Verdict: FAILED. Diagnosis: no-wait.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        os._exit(0)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
