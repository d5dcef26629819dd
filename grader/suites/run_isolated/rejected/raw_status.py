"""Takes the wait status for the exit code.

exit(3) is reported as ("exit", 768).

Caught by: every check with an exit code other than 0: the answer is 256 times too large.
Verdict: FAILED. Diagnosis: raw-status.
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
    if 0 < status < 128:
        return ("signal", status)
    return ("exit", status)
