"""Mixes up getpid and getppid.

Caught by: the check of the child's line.
Verdict: FAILED. Diagnosis: pids-swapped.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            os.write(fd, f"child {pid} {os.getppid()} {os.getpid()}\n".encode())
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
