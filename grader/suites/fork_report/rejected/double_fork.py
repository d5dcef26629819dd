"""Forks twice, the recipe against zombies: the grandchild reports, nobody waits for it.

The pid in the child's line is not the one that fork gave to the parent, and the grandchild outlives the call.

Caught by: every check that compares the child's line (it may also come too late) with the answer; the evidence shows two forks. FAILED in every check in which the lines are compared, whatever the order.
Verdict: FAILED. Diagnosis: orphan.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            if os.fork() == 0:
                os.write(fd, f"child 0 {os.getpid()} {os.getppid()}\n".encode())
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
