"""Calls run() where start() is meant.

fn runs in the caller, and join raises AssertionError because no process was started.

Caught by: every check with an fn that returns: AssertionError. (An fn that raises comes out of the call, one that calls os._exit or kills its process ends the runner: CRASHED too.)
Verdict: CRASHED. Diagnosis: run-for-start.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    process = Process(target=fn)
    process.run()
    process.join()
    code = process.exitcode
    return ("exit", code) if code >= 0 else ("signal", -code)
