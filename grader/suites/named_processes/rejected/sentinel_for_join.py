"""Believes that a ready sentinel has collected the process.

Both results are right, but under fork and spawn a zombie is left, and under every method the sentinel's descriptor.

Caught by: the engine in every check of isolation: under fork and spawn a zombie (or the ending process) is left; under forkserver, where the fork server collects it, only the open sentinel (a pipe). run_named is right.
Verdict: LEAKED. Diagnosis: no-wait.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process
from multiprocessing.connection import wait
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
    wait([process.sentinel])
    first = list(box)
    thread = Thread(target=mutate, args=(box,))
    thread.start()
    thread.join()
    return first, list(box)
