"""A subclass of Process whose run() calls the function; closed by a context manager."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from multiprocessing import Process


class Isolated(Process):
    def __init__(self, fn: Callable[[], object]) -> None:
        super().__init__()
        self.fn = fn

    def run(self) -> None:
        self.fn()


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    with closing(Isolated(fn)) as process:
        process.start()
        while process.is_alive():
            process.join(0.05)
        code = process.exitcode or 0
    if code < 0:
        return "signal", -code
    return "exit", code
