"""Believes that join(timeout) has ended the process when it comes back.

A job that takes longer than the time-out has the exit code None and goes on running.

Caught by: a check of run_named with a job that sleeps longer: {name: None}, and a process is left. Passes with quick jobs (on a machine so loaded that a job needs more than 3 s it fails there too, with the same diagnosis). isolation is right.
Verdict: FAILED. Diagnosis: exitcode-before-join.
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
        process.join(timeout=3)
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
