"""Returns os.getpid() for the pid of the child.

The answer is the pid of the caller.

Caught by: every check that compares the answer with the child in the evidence.
Verdict: FAILED. Diagnosis: returned-own-pid.
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
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return os.getpid()
