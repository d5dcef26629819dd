"""Waits for any child until there is none left: with another child of the caller's, for ever.

Caught by: every check: the caller has other children.
Verdict: DEADLOCKED. Diagnosis: wait-for-any.
"""

from __future__ import annotations

import os
from collections.abc import Callable


def fan_out(n: int, task: Callable[[int], int]) -> list[int]:
    pids = []
    for number in range(n):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                code = task(number)
            finally:
                os._exit(code)
        pids.append(pid)
    codes = {}
    while True:
        try:
            pid, status = os.waitpid(-1, 0)
        except ChildProcessError:
            return [codes[pid] for pid in pids]
        codes[pid] = os.waitstatus_to_exitcode(status)
