"""Believes that what the child puts into a global dictionary arrives in the caller.

Each process fills its own copy; the caller's stays empty.

Caught by: every check of run_named with at least one job: the answer is {}. isolation is right.
Verdict: FAILED. Diagnosis: set-in-child.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process
from threading import Thread
from typing import Any

_codes: dict[str, int] = {}


def _run(name: str, target: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    try:
        target(*args, **kwargs)
    except SystemExit as stop:
        _codes[name] = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        raise
    except BaseException:
        _codes[name] = 1
        raise
    _codes[name] = 0


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    _codes.clear()
    processes = [Process(target=_run, name=job[0], args=job) for job in jobs]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return dict(_codes)


def isolation(box: list[Any], mutate: Callable[[list[Any]], None]) -> tuple[list[Any], list[Any]]:
    process = Process(target=mutate, args=(box,))
    process.start()
    process.join()
    first = list(box)
    thread = Thread(target=mutate, args=(box,))
    thread.start()
    thread.join()
    return first, list(box)
