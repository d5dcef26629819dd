"""Wrong: gives an attempt whole seconds of patience only."""
from __future__ import annotations
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import wait
from typing import Any


def map_reduce(
    chunks: list[Any],
    mapper: Callable[[Any], dict[str, int]],
    workers: int,
    attempts: int = 3,
    patience: float = 10.0,
) -> tuple[dict[str, int], list[int]]:
    totals: Counter[str] = Counter()
    given_up: list[int] = []
    todo = [(index, 1) for index in range(len(chunks))]
    running: dict[Any, Any] = {}
    while todo or running:
        while todo and len(running) < workers:
            index, number = todo.pop(0)
            ours, theirs = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.Process(target=_work, args=(theirs, mapper, chunks[index]))
            process.start()
            theirs.close()
            running[ours] = (process, index, number, time.monotonic() + int(patience))
        first = min(entry[3] for entry in running.values())
        ready = wait(list(running), timeout=max(0.0, first - time.monotonic()))
        for ours in list(running):
            process, index, number, deadline = running[ours]
            if ours not in ready and time.monotonic() < deadline:
                continue
            del running[ours]
            counts = None
            if ours in ready:
                try:
                    counts = ours.recv()
                except EOFError:
                    pass
            process.kill()
            process.join()
            ours.close()
            if counts is not None:
                totals.update(counts)
            elif number < attempts:
                todo.append((index, number + 1))
            else:
                given_up.append(index)
    return dict(totals), sorted(given_up)


def _work(connection: Any, mapper: Callable[[Any], dict[str, int]], chunk: object) -> None:
    connection.send(mapper(chunk))
    connection.close()
