"""Lets the child write its line where nobody reads it, and the parent write it again.

Caught by: the checks that ask who wrote the child's line.
Verdict: FAILED. Diagnosis: written-by-another.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            with open(os.devnull, "w", encoding="ascii") as null:
                print(f"child 0 {os.getpid()} {os.getppid()}", file=null)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    os.write(fd, f"child 0 {pid} {os.getpid()}\n".encode())
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
