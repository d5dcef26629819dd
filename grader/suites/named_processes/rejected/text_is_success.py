"""Forks by hand, and gives 0 for a job that calls sys.exit with a text.

Caught by: a check of run_named with a job that calls sys.exit("text"). Passes elsewhere. isolation is right.
Verdict: FAILED. Diagnosis: wrong-value.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from typing import Any


def _fork(name: str, function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        multiprocessing.current_process().name = name
        function(*args, **kwargs)
        code = 0
    except SystemExit as stop:
        code = stop.code & 0xFF if isinstance(stop.code, int) else 0
    finally:
        os._exit(code)


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    pids = [(job[0], _fork(*job)) for job in jobs]
    return {name: os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for name, pid in pids}


def isolation(box: list[Any], mutate: Callable[[list[Any]], None]) -> tuple[list[Any], list[Any]]:
    os.waitpid(_fork("isolated", mutate, (box,), {}), 0)
    first = list(box)
    thread = threading.Thread(target=lambda: mutate(box))
    thread.start()
    thread.join()
    return first, list(box)
