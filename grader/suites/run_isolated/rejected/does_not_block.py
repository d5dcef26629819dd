"""Believes that WNOHANG makes waitpid quick, not that it may come back without an answer.

While the child runs waitpid gives (0, 0), which is reported as ("exit", 0).

Caught by: a check whose fn sleeps 0.5 s and exits with 3: the answer is ("exit", 0), the child is left alive. With an fn that ends at once the result is luck; in such checks the child is nearly always left (LEAKED) or reported wrong.
Verdict: FAILED. Diagnosis: no-wait.
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
    _, status = os.waitpid(pid, os.WNOHANG)
    code = os.waitstatus_to_exitcode(status)
    return ("exit", code) if code >= 0 else ("signal", -code)
