"""Believes that SystemExit.code is always an integer.

os._exit(None) and os._exit("text") raise TypeError, which leaves the function in the child.

Caught by: checks whose fn calls sys.exit() or sys.exit("some text"). Passes with integers and without sys.exit.
Verdict: ESCAPED. Diagnosis: exit-code-not-int.
"""

from __future__ import annotations

import os
from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    pid = os.fork()
    if pid == 0:
        try:
            fn()
        except SystemExit as stop:
            os._exit(stop.code)
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return ("exit", code) if code >= 0 else ("signal", -code)
