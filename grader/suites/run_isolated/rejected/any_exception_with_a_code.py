"""Wrong: takes the code of every exception that has one, not of SystemExit only."""

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
        except BaseException as error:
            wanted = getattr(error, "code", 1)
            code = 0 if wanted is None else wanted & 0xFF if isinstance(wanted, int) else 1
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return ("exit", code) if code >= 0 else ("signal", -code)
