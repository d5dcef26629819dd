"""Takes what is not a number, given to sys.exit, for 0.

Caught by: a target that calls sys.exit with a text.
Verdict: FAILED. Diagnosis: wrong-value.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable


def call(target: Callable[..., object], args: tuple[object, ...]) -> None:
    try:
        target(*args)
    except SystemExit as leaving:
        os._exit(leaving.code if isinstance(leaving.code, int) else 0)


def run_with_deadline(
    target: Callable[..., object], args: tuple[object, ...], deadline: float, grace: float
) -> tuple[str, int]:
    process = multiprocessing.Process(target=call, args=(target, args))
    process.start()
    how = "done"
    process.join(deadline)
    if process.is_alive():
        how = "terminated"
        process.terminate()
        process.join(grace)
    if process.is_alive():
        how = "killed"
        process.kill()
        process.join()
    exitcode = process.exitcode
    assert exitcode is not None
    process.close()
    return how, exitcode
