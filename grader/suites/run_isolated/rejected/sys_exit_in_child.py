"""Believes that sys.exit ends the forked child.

SystemExit travels out of the function into the caller's frames, in the child.

Caught by: the engine in every check whose fn comes back or raises: a second process comes back by SystemExit.
Verdict: ESCAPED. Diagnosis: sys-exit-in-child.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    pid = os.fork()
    if pid == 0:
        try:
            fn()
        except SystemExit:
            raise
        except BaseException:
            sys.exit(1)
        sys.exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return ("exit", code) if code >= 0 else ("signal", -code)
