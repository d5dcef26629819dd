"""Knows SystemExit and Exception, and believes that this is all.

A BaseException of another kind leaves the function in the child.

Caught by: a check whose fn raises an exception derived directly from BaseException. Passes everywhere else.
Verdict: ESCAPED. Diagnosis: except-exception.
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
                os._exit(0)
            os._exit(stop.code & 0xFF if isinstance(stop.code, int) else 1)
        except Exception:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return ("exit", code) if code >= 0 else ("signal", -code)
