"""Starts in the caller, joins in one thread for each process; an outer function in the child calls the target."""

from __future__ import annotations

import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Process, get_context, get_start_method
from threading import Thread
from typing import Any


def _wait(process: Process) -> tuple[str, int]:
    process.join()
    code = process.exitcode
    assert code is not None
    return process.name, code


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    if not jobs:
        return {}
    context = get_context(get_start_method())
    processes = [
        context.Process(target=functools.partial(target, *args, **kwargs), name=name)
        for name, target, args, kwargs in jobs
    ]
    for process in processes:
        process.start()
    with ThreadPoolExecutor(len(processes)) as threads:
        return dict(threads.map(_wait, processes))


def _mutate_here(mutate: Callable[[list[Any]], None], box: list[Any]) -> None:
    mutate(box)


def isolation(box: list[Any], mutate: Callable[[list[Any]], None]) -> tuple[list[Any], list[Any]]:
    def run(kind: type[Process] | type[Thread]) -> list[Any]:
        one = kind(target=_mutate_here, kwargs={"mutate": mutate, "box": box})
        one.start()
        one.join()
        return list(box)

    return run(Process), run(Thread)
