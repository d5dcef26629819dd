"""Believes that sys.exit with a text is a normal end.

sys.exit("text") is reported as ("exit", 0).

Caught by: a check whose fn calls sys.exit("some text"). Passes elsewhere.
Verdict: FAILED. Diagnosis: exit-text-is-one.
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
            code = stop.code & 0xFF if isinstance(stop.code, int) else 0
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return ("exit", code) if code >= 0 else ("signal", -code)
