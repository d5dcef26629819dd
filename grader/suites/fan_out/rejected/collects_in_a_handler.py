"""Collects every child in a handler of SIGCHLD, also those that are not its own.

Caught by: every check: the caller has other children.
Verdict: FAILED. Diagnosis: wait-for-any.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable


def fan_out(n: int, task: Callable[[int], int]) -> list[int]:
    codes: dict[int, int] = {}

    def collect(*_: object) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            codes[pid] = os.waitstatus_to_exitcode(status)

    before = signal.signal(signal.SIGCHLD, collect)
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
    while not all(pid in codes for pid in pids):
        time.sleep(0.005)
    signal.signal(signal.SIGCHLD, before)
    return [codes[pid] for pid in pids]
