"""Calls mutate itself instead of running it in a thread.

The result is right, but the second run happens in the calling thread.

Caught by: a check of isolation whose mutate observes threading.get_ident() (or current_thread() is main_thread()): the second run has the caller's. run_named is right.
Verdict: FAILED. Diagnosis: no-real-thread.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process
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
    first = list(box)
    mutate(box)
    return first, list(box)
