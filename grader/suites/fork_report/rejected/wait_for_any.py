"""Believes that os.wait waits for the child that was forked last.

It collects a finished child of the caller instead of its own.

Caught by: a scenario that forks a child before the call, makes sure with waitid(WEXITED | WNOWAIT) that it has ended, calls, and then waits for it: ChildProcessError, because it is gone (the kernel looks at the oldest child first). Passes where the caller has no other child.
Verdict: FAILED. Diagnosis: wait-for-any.
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
    os.wait()
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
