"""Wrong: no more than eight children at a time."""

from __future__ import annotations

import os
from collections.abc import Callable


def fan_out(n: int, task: Callable[[int], int]) -> list[int]:
    codes: list[int] = []
    for first in range(0, n, 8):
        pids = []
        for i in range(first, min(first + 8, n)):
            pid = os.fork()
            if pid == 0:
                code = 1
                try:
                    code = task(i)
                finally:
                    os._exit(code)
            pids.append(pid)
        codes += [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    return codes
