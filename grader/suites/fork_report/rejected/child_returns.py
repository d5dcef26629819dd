"""Believes that the child is over at the end of its branch.

The child returns 0 to the caller and goes on with the caller's code.

Caught by: the engine in every check: a second process comes back by return.
Verdict: ESCAPED. Diagnosis: no-exit-in-child.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
    else:
        os.waitpid(pid, 0)
        os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
