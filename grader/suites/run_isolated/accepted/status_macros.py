"""Reads the status word with WIFEXITED, WEXITSTATUS and WTERMSIG; every BaseException has its own branch."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        try:
            fn()
        except SystemExit as e:
            if e.code is None or e.code == 0 and isinstance(e.code, int):
                os._exit(0)
            if isinstance(e.code, int):
                os._exit(e.code & 255)
            os._exit(1)
        except BaseException:
            try:
                traceback.print_exc()
            finally:
                os._exit(1)
        os._exit(0)
    status = os.waitpid(pid, 0)[1]
    if os.WIFEXITED(status):
        return ("exit", os.WEXITSTATUS(status))
    return ("signal", os.WTERMSIG(status))
