"""Wrong: tries four times if nothing is asked for."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from typing import Any


def map_reduce(
    chunks: list[Any],
    mapper: Callable[[Any], dict[str, int]],
    workers: int,
    attempts: int = 4,
    patience: float = 10.0,
) -> tuple[dict[str, int], list[int]]:
    totals: Counter[str] = Counter()
    given_up: list[int] = []
    todo = [(index, 1) for index in reversed(range(len(chunks)))]
    running: dict[Connection, _Attempt] = {}
    while todo or running:
        while todo and len(running) < workers:
            index, number = todo.pop()
            attempt = _Attempt(index, number, mapper, chunks[index], patience)
            running[attempt.connection] = attempt
        for attempt in _finished(running):
            counts = attempt.end()
            if counts is not None:
                totals.update(counts)
            elif attempt.number < attempts:
                todo.append((attempt.index, attempt.number + 1))
            else:
                given_up.append(attempt.index)
    return dict(totals), sorted(given_up)


class _Attempt:
    """One process at work on one chunk, and the pipe through which its counts come."""

    def __init__(
        self, index: int, number: int, mapper: Callable[[Any], dict[str, int]], chunk: object, patience: float
    ) -> None:
        self.index, self.number = index, number
        self.connection, theirs = multiprocessing.Pipe(duplex=False)
        self._process = multiprocessing.Process(target=_work, args=(theirs, mapper, chunk))
        self._process.start()
        # Only the process has the other end now: when it has ended, so has the pipe.
        theirs.close()
        self.deadline = time.monotonic() + patience

    def end(self) -> dict[str, int] | None:
        """Collect the process, which is stopped if it has sent nothing; its counts, if it has sent any."""
        try:
            counts: dict[str, int] | None = self.connection.recv() if self.connection.poll() else None
        except EOFError:
            counts = None
        if counts is None:
            self._process.kill()
        self._process.join()
        self._process.close()
        self.connection.close()
        return counts


def _finished(running: dict[Connection, _Attempt]) -> list[_Attempt]:
    """Wait for the next attempts that have sent something, have ended, or have used up their time."""
    first = min(attempt.deadline for attempt in running.values())
    ready = wait(list(running), timeout=max(0.0, first - time.monotonic()))
    now = time.monotonic()
    done = [
        connection for connection in running if connection in ready or running[connection].deadline <= now
    ]
    return [running.pop(connection) for connection in done]


def _work(connection: Connection, mapper: Callable[[Any], dict[str, int]], chunk: object) -> None:
    connection.send(mapper(chunk))
    connection.close()
