"""Believes that os.write ends a line as print does.

Both reports stand on one line.

Caught by: every check that reads the lines: the newline between the two is missing.
Verdict: FAILED. Diagnosis: missing-newline.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}".encode())
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    os.write(fd, f"parent {pid} {os.getpid()}".encode())
    return pid
