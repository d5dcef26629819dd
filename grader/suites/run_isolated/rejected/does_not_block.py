"""Believes that a child is done after a while, and that (0, 0) from WNOHANG says so.

Looks fifteen times, 10 ms apart. While the child runs waitpid gives (0, 0), which is reported as ("exit", 0).

Caught by: a check whose fn takes longer than that: the answer is ("exit", 0), and the child is still alive. Passes with an fn that ends at once.
Verdict: FAILED. Diagnosis: process-left.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            fn()
            code = 0
        except SystemExit as stop:
            if stop.code is None:
                code = 0
            elif isinstance(stop.code, int):
                code = stop.code & 0xFF
        finally:
            os._exit(code)
    for _ in range(15):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            break
        time.sleep(0.01)
    code = os.waitstatus_to_exitcode(status)
    return ("exit", code) if code >= 0 else ("signal", -code)
