"""Believes that a global set in the caller is also set in the child.

Under spawn and forkserver the child imports the module anew: the global is empty, the job fails with exit code 1.

Caught by: every check of run_named under spawn or forkserver with a job that exits with anything but 1 or that observes. Passes under fork. isolation is right.
Verdict: FAILED. Diagnosis: global-set-in-parent.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process
from threading import Thread
from typing import Any

_jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]] = []


def _run(index: int) -> None:
    _, target, args, kwargs = _jobs[index]
    target(*args, **kwargs)


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    _jobs[:] = jobs
    processes = [Process(target=_run, name=job[0], args=(index,)) for index, job in enumerate(jobs)]
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
