"""Believes that (box) is a tuple.

mutate is called with the items of the list as its arguments: TypeError in the process and in the thread, nothing changes.

Caught by: every check of isolation with a box of no or more than one item: the second copy is unchanged, mutate was never entered. run_named is right.
Verdict: FAILED. Diagnosis: missing-comma.
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
    for process in processes:
        process.join()
    return {process.name: process.exitcode for process in processes}


def isolation(box: list[Any], mutate: Callable[[list[Any]], None]) -> tuple[list[Any], list[Any]]:
    process = Process(target=mutate, args=(box))
    process.start()
    process.join()
    first = list(box)
    thread = Thread(target=mutate, args=(box))
    thread.start()
    thread.join()
    return first, list(box)
