"""Takes the return value of the function for the exit code.

An fn that returns 7 is reported as ("exit", 7).

Caught by: a check whose fn returns an integer other than 0. Passes elsewhere.
Verdict: FAILED. Diagnosis: result-is-exit-code.
"""

from __future__ import annotations

import os
from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            result = fn()
            code = result & 0xFF if isinstance(result, int) else 0
        except SystemExit as stop:
            if stop.code is None:
                code = 0
            elif isinstance(stop.code, int):
                code = stop.code & 0xFF
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return ("exit", code) if code >= 0 else ("signal", -code)
