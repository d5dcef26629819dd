"""Exit stacks hold the waits, last child first, and the ways out of a child."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack


def _born(i: int, task) -> int:
    pid = os.fork()
    if pid == 0:
        with ExitStack() as last:
            last.callback(os._exit, 1)
            code = task(i)
            last.callback(os._exit, code)
    return pid


def _collect(codes: list, i: int, pid: int) -> None:
    codes[i] = os.waitid(os.P_PID, pid, os.WEXITED).si_status


def fan_out(n: int, task: Callable[[int], int]) -> list[int]:
    codes = [-1] * n
    with ExitStack() as waits:
        for i in range(n):
            waits.callback(_collect, codes, i, _born(i, task))
    return codes
