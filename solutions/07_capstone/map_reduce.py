"""Counting in many processes, some of which fail.

Everything from the topics before comes together: processes that are started,
watched, stopped and collected one by one, pipes that end, deadlines, and results
that count only once. No pool does this: when a process of a pool dies, its task
is lost, or all tasks are.
"""

from __future__ import annotations

# BEGIN SOLUTION
import multiprocessing
import time
from collections import Counter

# END SOLUTION
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from typing import Any


def map_reduce(
    chunks: list[Any],
    mapper: Callable[[Any], dict[str, int]],
    workers: int,
    attempts: int = 3,
    patience: float = 10.0,
) -> tuple[dict[str, int], list[int]]:
    """Count every chunk in a process and add the counts up; return them, and which chunks were given up.

    `mapper(chunk)` returns counts, for example `{"a": 3, "b": 1}`. Call it for
    every chunk, in a process other than the caller's. Whenever a chunk is
    waiting, `workers` processes are at work, and never more: so many calls may
    wait for each other, and a slow one holds up nobody.

    An attempt at a chunk fails

    - if the mapper raises an exception, of whatever kind;
    - if its process ends without a result, whatever its exit code, or is killed;
    - if it takes longer than `patience` seconds. The process is then stopped, also
      if it ignores SIGTERM.

    A chunk whose attempt has failed is tried again, until there have been
    `attempts` attempts at it; then it is given up. Chunks that have given their
    counts are not tried again, and no chunk is charged for what happened to
    another one: each attempt counts for its own chunk only.

    Return `(totals, given_up)`: a dict with the sum of the counts of all chunks
    that succeeded, and the sorted list of the indices of those that did not.
    Counts may be large: megabytes of them. No chunks: `({}, [])`. `workers` and
    `attempts` are at least 1.

    `mapper` is a picklable function at the top level of a module. The function
    must work under the start methods fork, forkserver and spawn; the caller has
    set one, leave it as it is. When it returns, every process that it started
    has ended and has been collected, and nothing that it opened is left.
    """
    # BEGIN SOLUTION
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
    # END SOLUTION
