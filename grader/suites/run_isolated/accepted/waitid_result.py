"""os.waitid says directly whether the child exited or was killed."""

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
                code = stop.code % 256
        finally:
            os._exit(code)
    end = os.waitid(os.P_PID, pid, os.WEXITED)
    assert end is not None
    if end.si_code == os.CLD_EXITED:
        return "exit", end.si_status
    return "signal", end.si_status
