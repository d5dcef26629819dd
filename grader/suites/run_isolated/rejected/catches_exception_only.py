"""Believes that `except Exception` catches everything.

SystemExit is no Exception: it leaves the function in the child.

Caught by: every check whose fn calls sys.exit (or raises a BaseException of its own). Passes with an fn that returns, raises an Exception, calls os._exit or is killed.
Verdict: ESCAPED. Diagnosis: except-exception.
"""

from __future__ import annotations

import os
from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    pid = os.fork()
    if pid == 0:
        try:
            fn()
        except Exception:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return ("exit", code) if code >= 0 else ("signal", -code)
