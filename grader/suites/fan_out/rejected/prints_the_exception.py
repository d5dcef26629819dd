"""Wrong: an exception whose text cannot be made escapes from the line that prints it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


def fan_out(n: int, task: Callable[[int], int]) -> list[int]:
    pids = []
    for i in range(n):
        pid = os.fork()
        if pid == 0:
            try:
                code = task(i)
            except Exception as error:
                print(f"task {i} failed: {error}", file=sys.stderr)
                code = 1
            os._exit(code)
        pids.append(pid)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
