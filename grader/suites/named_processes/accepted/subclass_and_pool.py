"""A subclass of Process with its own run(); isolation through a Pool and a subclass of Thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from multiprocessing import Pool, Process
from typing import Any


class Job(Process):
    def __init__(
        self, name: str, function: Callable[..., object], positional: tuple[Any, ...], named: dict[str, Any]
    ) -> None:
        Process.__init__(self)
        self.name = name
        self.function = function
        self.positional = positional
        self.named = named

    def run(self) -> None:
        self.function(*self.positional, **self.named)


class Mutation(threading.Thread):
    def __init__(self, box: list[Any], mutate: Callable[[list[Any]], None]) -> None:
        super().__init__()
        self.box = box
        self.mutate = mutate

    def run(self) -> None:
        self.mutate(self.box)


def run_named(jobs: list[tuple[str, Callable[..., object], tuple[Any, ...], dict[str, Any]]]) -> dict[str, int]:
    processes = [Job(*job) for job in jobs]
    for process in processes:
        process.start()
    for process in reversed(processes):
        process.join()
    return {process.name: process.exitcode for process in processes}


def isolation(box: list[Any], mutate: Callable[[list[Any]], None]) -> tuple[list[Any], list[Any]]:
    pool = Pool(1)
    try:
        pool.apply(mutate, (box,))
    finally:
        pool.close()
        pool.join()
    unchanged = box.copy()
    thread = Mutation(box, mutate)
    thread.start()
    thread.join()
    return unchanged, box.copy()
