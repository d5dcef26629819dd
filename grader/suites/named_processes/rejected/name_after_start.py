"""Believes that a name given to the object after start reaches the process.

The caller's object has the name, the process has Process-N.

Caught by: every check whose target observes current_process().name. isolation is right.
Verdict: FAILED. Diagnosis: names-ignored.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process
from threading import Thread
from typing import Any


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    processes = []
    for name, target, args, kwargs in jobs:
        process = Process(target=target, args=args, kwargs=kwargs)
        process.start()
        process.name = name
        processes.append(process)
    for process in processes:
        process.join()
    return {process.name: process.exitcode for process in processes}


def isolation(box: list[Any], mutate: Callable[[list[Any]], None]) -> tuple[list[Any], list[Any]]:
    process = Process(target=mutate, args=(box,))
    process.start()
    process.join()
    first = list(box)
    thread = Thread(target=mutate, args=(box,))
    thread.start()
    thread.join()
    return first, list(box)
