"""Hands on the minus sign of waitstatus_to_exitcode.

SIGKILL is reported as ("signal", -9).

Caught by: a check whose fn sends SIGKILL (or SIGTERM) to its own process.
Verdict: FAILED. Diagnosis: negative-signal.
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
    code = os.waitstatus_to_exitcode(status)
    return ("exit", code) if code >= 0 else ("signal", code)
