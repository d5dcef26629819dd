"""Believes that only the text counts: the parent writes the child's line, too.

Caught by: every check that reads the lines.
Verdict: FAILED. Diagnosis: written-by-another.
"""

from __future__ import annotations

import os


def log_lineage(path: str) -> int:
    with open(path, "w", encoding="ascii") as file:
        print("before", os.getpid(), file=file)
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    with open(path, "a", encoding="ascii") as file:
        print("child", pid, file=file)
        print("after", os.getpid(), file=file)
    return pid
