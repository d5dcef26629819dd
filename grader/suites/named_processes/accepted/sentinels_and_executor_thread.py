"""Waits for the sentinels with connection.wait and collects in the order of ending; isolation with executors."""

from __future__ import annotations

import copy
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.connection import wait
from typing import Any


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    running = {}
    for name, target, args, kwargs in jobs:
        process = multiprocessing.Process(None, target, name, args, kwargs)
        process.start()
        running[process.sentinel] = process
    codes = {}
    while running:
        for sentinel in wait(list(running)):
            process = running.pop(sentinel)
            process.join()
            codes[process.name] = process.exitcode
            process.close()
    return codes


def isolation(box: list[Any], mutate: Callable[[list[Any]], None]) -> tuple[list[Any], list[Any]]:
    with ProcessPoolExecutor(1) as pool:
        pool.submit(mutate, box).result()
    first = copy.deepcopy(box)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(mutate, box).result()
    return first, copy.deepcopy(box)
