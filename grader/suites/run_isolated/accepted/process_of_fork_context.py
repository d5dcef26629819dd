"""Leaves everything to multiprocessing: Process of the fork context, exitcode turned into the pair."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    process = multiprocessing.get_context("fork").Process(target=fn)
    process.start()
    process.join()
    code = process.exitcode
    process.close()
    assert code is not None
    return ("signal", -code) if code < 0 else ("exit", code)
