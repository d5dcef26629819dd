"""Puts the tuple of arguments into a tuple once more.

The target gets one argument, the tuple.

Caught by: every check of run_named with a job that has no argument or two (TypeError in the process, exit code 1), or that observes its argument. isolation is right.
Verdict: FAILED. Diagnosis: args-wrapped.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process
from threading import Thread
from typing import Any


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    processes = [Process(target=target, name=name, args=(args,), kwargs=kwargs) for name, target, args, kwargs in jobs]
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
