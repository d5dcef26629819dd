"""Believes that the code between fork and the branch runs once.

fn runs in the child and in the caller.

Caught by: every check with a harmless fn that calls observe: two observations, one from the caller. (An fn that kills its process or calls os._exit ends the runner itself: CRASHED there.)
Verdict: FAILED. Diagnosis: runs-in-both.
"""

from __future__ import annotations

import os
from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    pid = os.fork()
    code = 1
    try:
        fn()
        code = 0
    except SystemExit as stop:
        if stop.code is None:
            code = 0
        elif isinstance(stop.code, int):
            code = stop.code & 0xFF
    except BaseException:
        pass
    if pid == 0:
        os._exit(code)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return ("exit", code) if code >= 0 else ("signal", -code)
