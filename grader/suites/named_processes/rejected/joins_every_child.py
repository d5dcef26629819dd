"""Waits for active_children(), not for its own processes.

It also waits for a child that the caller started before and that goes on running.

Caught by: a scenario that starts a multiprocessing.Process which ends when run_named has returned, or gives up after some seconds: it has ended when the call returns. Passes where the caller has no running Process. isolation is right.
Verdict: FAILED. Diagnosis: ignores-other-children.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process, active_children
from threading import Thread
from typing import Any


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    processes = [Process(target=target, name=name, args=args, kwargs=kwargs) for name, target, args, kwargs in jobs]
    for process in processes:
        process.start()
    for child in active_children():
        child.join()
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
