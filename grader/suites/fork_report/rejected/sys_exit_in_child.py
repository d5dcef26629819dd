"""Believes that sys.exit ends the forked child.

SystemExit travels out of the function into the caller's frames, in the child.

Caught by: the engine in every check: a second process comes back by SystemExit.
Verdict: ESCAPED. Diagnosis: sys-exit-in-child.
"""

from __future__ import annotations

import os
import sys


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        sys.exit(0)
    os.waitpid(pid, 0)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
