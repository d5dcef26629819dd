"""Starts and joins in one loop.

The jobs run one after the other; codes and names are right.

Caught by: a rendezvous of two jobs that gives up after some seconds: they never meet. The evidence: the first process ends before the second begins. Passes with one job. isolation is right.
Verdict: FAILED. Diagnosis: start-join-in-loop.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import Process
from threading import Thread
from typing import Any


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    codes = {}
    for name, target, args, kwargs in jobs:
        process = Process(target=target, name=name, args=args, kwargs=kwargs)
        process.start()
        process.join()
        codes[name] = process.exitcode
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
