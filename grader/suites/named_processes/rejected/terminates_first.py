"""Believes that terminate tidies up and lets the process finish.

A job that is still running is killed: exit code -15.

Caught by: a check of run_named whose jobs sleep 0.5 s: {name: -15}, and they never observe their end. With jobs that end at once the answer is luck. isolation is right.
Verdict: FAILED. Diagnosis: terminate-for-join.
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
        process.terminate()
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
