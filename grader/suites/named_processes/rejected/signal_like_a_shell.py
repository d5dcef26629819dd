"""Reports signals as a shell does, as 128 + N.

A job that SIGKILL ended has 137 in the answer, not -9.

Caught by: a check of run_named with a job that sends a signal to its own process. Passes elsewhere. isolation is right.
Verdict: FAILED. Diagnosis: signal-as-shell.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process
from threading import Thread
from typing import Any


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    processes = [Process(target=target, name=name, args=args, kwargs=kwargs) for name, target, args, kwargs in jobs]
    for process in processes:
        process.start()
    codes = {}
    for process in processes:
        process.join()
        code = process.exitcode
        codes[process.name] = code if code >= 0 else 128 - code
    return codes


def isolation(box: list[Any], mutate: Callable[[list[Any]], None]) -> tuple[list[Any], list[Any]]:
    process = Process(target=mutate, args=(box,))
    process.start()
    process.join()
    first = list(box)
    thread = Thread(target=mutate, args=(box,))
    thread.start()
    thread.join()
    return first, list(box)
