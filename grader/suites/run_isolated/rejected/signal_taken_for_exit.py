"""Believes that WEXITSTATUS always holds the answer.

A child that a signal has killed is reported as ("exit", 0).

Caught by: a check whose fn sends SIGKILL (or SIGTERM) to its own process.
Verdict: FAILED. Diagnosis: signal-taken-for-exit.
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
    _, status = os.waitpid(pid, 0)
    return ("exit", os.WEXITSTATUS(status))
