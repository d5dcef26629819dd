"""Believes that os.wait waits for the child that was forked last.

It collects a finished child of the caller and reports how that one ended.

Caught by: a scenario that forks a child before the call which exits with 77, makes sure with waitid(WEXITED | WNOWAIT) that it has ended, and calls with an fn that exits with 3: the answer is 77 and the other child is gone (the kernel looks at the oldest child first). Passes where the caller has no other child.
Verdict: FAILED. Diagnosis: wait-for-any.
"""

from __future__ import annotations

import os
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
    _, status = os.wait()
    code = os.waitstatus_to_exitcode(status)
    return ("exit", code) if code >= 0 else ("signal", -code)
