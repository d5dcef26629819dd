"""Forgets the keyword arguments.

Targets are called without them.

Caught by: every check of run_named with a job whose kwargs change what its target observes or its exit code. isolation is right.
Verdict: FAILED. Diagnosis: kwargs-dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process
from threading import Thread
from typing import Any


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    processes = [Process(target=target, name=name, args=args) for name, target, args, _ in jobs]
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
