"""Believes that waitid with WNOWAIT also collects the child.

The answer is right, but a zombie stays.

Caught by: the engine in every check: a zombie is left.
Verdict: LEAKED. Diagnosis: no-wait.
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
    end = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    return ("exit" if end.si_code == os.CLD_EXITED else "signal", end.si_status)
