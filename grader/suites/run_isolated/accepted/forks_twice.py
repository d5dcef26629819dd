"""A child forks the one that calls the function, waits for it and hands its end on through a pipe."""

from __future__ import annotations

import os
import signal
import struct
from collections.abc import Callable


def _perform(fn: Callable[[], object]) -> None:
    code = 1
    try:
        fn()
        code = 0
    except SystemExit as stop:
        code = 0 if stop.code is None else stop.code % 256 if isinstance(stop.code, int) else 1
    finally:
        os._exit(code)


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    out, into = os.pipe()
    between = os.fork()
    if between == 0:
        try:
            os.close(out)
            pid = os.fork()
            if pid == 0:
                os.close(into)
                _perform(fn)
            _, status = os.waitpid(pid, 0)
            os.write(into, struct.pack("i", os.waitstatus_to_exitcode(status)))
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as file:
        (code,) = struct.unpack("i", file.read())
    os.waitpid(between, 0)
    return ("signal", signal.Signals(-code)) if code < 0 else ("exit", code)
