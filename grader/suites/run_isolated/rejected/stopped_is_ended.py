"""Wrong: WUNTRACED, and a child that is stopped counts as ended."""

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
        except SystemExit as leave:
            code = 0 if leave.code is None else leave.code & 0xFF if isinstance(leave.code, int) else 1
        except BaseException:
            code = 1
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, os.WUNTRACED)
    if os.WIFEXITED(status):
        return "exit", os.WEXITSTATUS(status)
    number = os.WSTOPSIG(status) if os.WIFSTOPPED(status) else os.WTERMSIG(status)
    return "signal", number
