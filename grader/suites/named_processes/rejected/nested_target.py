"""Gives a lambda to Process as its target.

Under spawn and forkserver the target must be pickled: start raises.

Caught by: every check of run_named under spawn or forkserver with at least one job: AttributeError or PicklingError in the caller, which the scenario recognises. Passes under fork. isolation is right.
Verdict: FAILED. Diagnosis: unpicklable-target.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process
from threading import Thread
from typing import Any


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    processes = []
    for name, target, args, kwargs in jobs:
        processes.append(Process(target=lambda t=target, a=args, k=kwargs: t(*a, **k), name=name))
    for process in processes:
        process.start()
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
