"""Ignores SIGCHLD so that no zombie can stay, and waits nevertheless.

The kernel throws the status away: waitpid raises ChildProcessError.

Caught by: every check: ChildProcessError in the caller. The handler is restored, so nothing else is wrong.
Verdict: CRASHED. Diagnosis: sigchld-ignored.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        status = _status(fn)
    finally:
        signal.signal(signal.SIGCHLD, before)
    code = os.waitstatus_to_exitcode(status)
    return ("exit", code) if code >= 0 else ("signal", -code)


def _status(fn: Callable[[], object]) -> int:
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
    return os.waitpid(pid, 0)[1]
