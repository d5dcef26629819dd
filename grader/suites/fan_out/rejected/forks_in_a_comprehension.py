"""Forks in a list comprehension: each child goes on with it and forks the rest.

Caught by: every check: children forked children.
Verdict: FAILED. Diagnosis: child-in-the-loop.
"""

from __future__ import annotations

import os
from collections.abc import Callable


def fan_out(n: int, task: Callable[[int], int]) -> list[int]:
    pids = [os.fork() for _ in range(n)]
    if 0 in pids:
        code = 1
        try:
            code = task(pids.index(0))
        finally:
            os._exit(code)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
