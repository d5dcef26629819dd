"""Believes that returning from the function ends the child.

The child returns to the caller too.

Caught by: the engine in every check whose fn comes back or raises: a second process returns.
Verdict: ESCAPED. Diagnosis: no-exit-in-child.
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
            if stop.code is None:
                return ("exit", 0)
            return ("exit", stop.code & 0xFF if isinstance(stop.code, int) else 1)
        except BaseException:
            return ("exit", 1)
        return ("exit", 0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return ("exit", code) if code >= 0 else ("signal", -code)
