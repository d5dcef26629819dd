"""A context manager ends the child on the way out of its block; polls with WNOHANG and decodes the bits by hand."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from types import TracebackType


class OneWay:
    """Nobody who enters comes out again."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            os._exit(0)
        if isinstance(error, SystemExit):
            if error.code is None:
                os._exit(0)
            if isinstance(error.code, int):
                os._exit(error.code & 0xFF)
        os._exit(1)


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    pid = os.fork()
    if pid == 0:
        with OneWay():
            fn()
    pause = 0.001
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        time.sleep(pause)
        pause = min(pause * 2, 0.02)
    number = status & 0x7F
    return ("signal", number) if number else ("exit", status >> 8)
