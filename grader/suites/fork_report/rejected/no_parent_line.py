"""Forgets the parent's line.

Caught by: every check that reads the lines.
Verdict: FAILED, with no known trap.
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
    return pid
