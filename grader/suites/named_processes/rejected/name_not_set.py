"""Uses the name as a key of the answer and never gives it to the process.

In the processes current_process().name is Process-1, Process-2 ...

Caught by: every check whose target observes current_process().name. isolation is right.
Verdict: FAILED. Diagnosis: name-not-set.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process
from threading import Thread
from typing import Any


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    processes = {name: Process(target=target, args=args, kwargs=kwargs) for name, target, args, kwargs in jobs}
    for process in processes.values():
        process.start()
    for process in processes.values():
        process.join()
    return {name: process.exitcode for name, process in processes.items()}


def isolation(box: list[Any], mutate: Callable[[list[Any]], None]) -> tuple[list[Any], list[Any]]:
    process = Process(target=mutate, args=(box,))
    process.start()
    process.join()
    first = list(box)
    thread = Thread(target=mutate, args=(box,))
    thread.start()
    thread.join()
    return first, list(box)
