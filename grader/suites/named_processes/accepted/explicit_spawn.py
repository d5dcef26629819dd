"""Uses the spawn context whatever the start method of the caller is; an ExitStack joins."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from contextlib import ExitStack
from multiprocessing.pool import ThreadPool
from typing import Any


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    context = multiprocessing.get_context("spawn")
    processes = []
    with ExitStack() as stack:
        for name, target, args, kwargs in jobs:
            process = context.Process(target=target, name=name, args=args, kwargs=kwargs)
            process.start()
            stack.callback(process.join)
            processes.append(process)
    return {process.name: process.exitcode for process in processes}


def isolation(box: list[Any], mutate: Callable[[list[Any]], None]) -> tuple[list[Any], list[Any]]:
    process = multiprocessing.get_context("spawn").Process(target=mutate, args=[box])
    process.start()
    process.join()
    after_process = [*box]
    pool = ThreadPool(1)
    pool.apply(mutate, [box])
    pool.close()
    pool.join()
    return after_process, [*box]
