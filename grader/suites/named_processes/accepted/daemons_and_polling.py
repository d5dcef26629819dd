"""Daemon processes, asked for their end again and again; a daemon thread."""

from __future__ import annotations

import multiprocessing as mp
import threading
import time
from collections.abc import Callable
from typing import Any


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    processes = {}
    for name, target, args, kwargs in jobs:
        processes[name] = mp.Process(target=target, args=args, kwargs=kwargs, daemon=True)
        processes[name].name = name
    for process in processes.values():
        process.start()
    while any([process.is_alive() for process in processes.values()]):
        time.sleep(0.01)
    return {name: process.exitcode for name, process in processes.items()}


def isolation(box: list[Any], mutate: Callable[[list[Any]], None]) -> tuple[list[Any], list[Any]]:
    copies = []
    for kind in (mp.Process, threading.Thread):
        runner = kind(target=mutate, args=(box,), daemon=True)
        runner.start()
        runner.join()
        copies.append(box[:])
    return copies[0], copies[1]
