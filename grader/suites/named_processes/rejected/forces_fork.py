"""Sets the start method that it likes for the whole program.

Everything works, but the caller's start method is fork afterwards.

Caught by: the engine in every check of run_named under spawn or forkserver. Passes under fork. isolation is right.
Verdict: LEAKED. Diagnosis: start-method-changed.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process, set_start_method
from threading import Thread
from typing import Any


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    set_start_method("fork", force=True)
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
    thread = Thread(target=mutate, args=(box,))
    thread.start()
    thread.join()
    return first, list(box)
