"""Treats sys.exit like any other exception.

sys.exit(0) and sys.exit(3) are reported as ("exit", 1).

Caught by: every check whose fn calls sys.exit with anything but 1 or a text. Passes elsewhere.
Verdict: FAILED. Diagnosis: system-exit-is-failure.
"""

from __future__ import annotations

import os
from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    pid = os.fork()
    if pid == 0:
        try:
            fn()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return ("exit", code) if code >= 0 else ("signal", -code)
