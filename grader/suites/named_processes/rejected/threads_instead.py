"""Believes that threads with names are processes.

The jobs run in the caller's process; exit codes are made up from exceptions.

Caught by: every check of run_named whose target observes: the observations come from the caller, and the evidence shows no process. isolation is right.
Verdict: FAILED. Diagnosis: threads-instead.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process
from threading import Thread
from typing import Any


def _run(
    codes: dict[str, int], name: str, target: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    codes[name] = 1
    try:
        target(*args, **kwargs)
        codes[name] = 0
    except SystemExit as stop:
        if stop.code is None:
            codes[name] = 0
        elif isinstance(stop.code, int):
            codes[name] = stop.code & 0xFF
    except BaseException:
        pass


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    codes: dict[str, int] = {}
    threads = [Thread(target=_run, name=job[0], args=(codes, *job)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


def isolation(box: list[Any], mutate: Callable[[list[Any]], None]) -> tuple[list[Any], list[Any]]:
    process = Process(target=mutate, args=(box,))
    process.start()
    process.join()
    first = list(box)
    thread = Thread(target=mutate, args=(box,))
    thread.start()
    thread.join()
    return first, list(box)
