"""Prints the report instead of writing it to the descriptor.

Nothing arrives at fd.

Caught by: every check that reads the lines; fd is not 1.
Verdict: FAILED. Diagnosis: wrong-descriptor.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            print("child", pid, os.getpid(), os.getppid(), flush=True)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    print("parent", pid, os.getpid(), flush=True)
    return pid
