"""Waits only at the end, after its own line.

The parent's line does not come after the end of the child.

Caught by: the check of the order, whose child begins late. The child was collected in the end.
Verdict: FAILED. Diagnosis: wrote-before-wait.
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
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    os.waitpid(pid, 0)
    return pid
