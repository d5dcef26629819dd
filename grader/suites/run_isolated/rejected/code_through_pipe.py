"""Believes what the child says of itself through a pipe, not what the kernel says.

A child that ends by os._exit(n) never sends its code: it is reported as ("exit", 1).

Caught by: the checks whose fn calls os._exit, and those of sys.exit and of exceptions: the child itself
ends with 0.
Verdict: FAILED. Diagnosis: believes-message.
"""

from __future__ import annotations

import os
from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    read_end, write_end = os.pipe()
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
            os.write(write_end, b"%d" % code)
            os._exit(0)
    os.close(write_end)
    _, status = os.waitpid(pid, 0)
    message = os.read(read_end, 100)
    os.close(read_end)
    if os.WIFSIGNALED(status):
        return ("signal", os.WTERMSIG(status))
    return ("exit", int(message) if message else 1)
