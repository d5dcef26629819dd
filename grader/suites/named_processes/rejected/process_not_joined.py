"""Starts the process and does not wait for it.

The thread runs before the process has ended, and the process is still there when the function returns.

Caught by: a check of isolation whose mutate, in a process other than the caller's (its pid stands in the box), sleeps 1 s before it observes, and in the thread observes at once: the process's observation comes after the thread's or never. The evidence: the process is not reaped. run_named is right.
Verdict: FAILED. Diagnosis: no-wait.
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
