"""Wrong: leaves out results that are None."""

from __future__ import annotations

import multiprocessing
import queue
from collections.abc import Callable, Iterable
from typing import Any


def relay(messages: Iterable[Any], transform: Callable[[Any], object], workers: int) -> list[Any]:
    with multiprocessing.Manager() as manager, multiprocessing.Pool(workers) as pool:
        relayed = manager.Queue()
        pool.apply(_read, (messages, relayed))
        parts = pool.starmap(_transform, [(transform, relayed)] * workers, chunksize=1)
        pool.close()
        pool.join()
    found = {number: result for part in parts for number, result in part}
    return [found[number] for number in sorted(found) if found[number] is not None]


def _read(messages: Iterable[Any], relayed: queue.Queue[Any]) -> None:
    for numbered in enumerate(messages):
        relayed.put(numbered)


def _transform(transform: Callable[[Any], object], relayed: queue.Queue[Any]) -> list[tuple[int, object]]:
    results = []
    while True:
        try:
            # All messages are in the queue before the first of these tasks begins.
            number, message = relayed.get_nowait()
        except queue.Empty:
            return results
        results.append((number, transform(message)))
