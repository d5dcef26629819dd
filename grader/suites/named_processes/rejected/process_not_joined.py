"""Joins the thread and forgets the process.

Both results are right, but the process is still there.

Caught by: the engine in a check of isolation whose mutate sleeps longer in a process other than the caller's (its pid stands in the box): a living process is left. With a quick mutate under fork a zombie is left; under spawn and forkserver that is luck. run_named is right.
Verdict: LEAKED. Diagnosis: no-wait.
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
    first = list(box)
    thread = Thread(target=mutate, args=(box,))
    thread.start()
    thread.join()
    return first, list(box)
