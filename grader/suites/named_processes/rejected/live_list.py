"""Keeps the list itself and believes that it is a copy.

Both results are the same list, which the thread has changed.

Caught by: every check of isolation whose mutate changes the list: the first result shows the change. run_named is right.
Verdict: FAILED. Diagnosis: live-list-for-copy.
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
    process = Process(target=mutate, args=(box,))
    process.start()
    process.join()
    first = box
    thread = Thread(target=mutate, args=(box,))
    thread.start()
    thread.join()
    return first, box
