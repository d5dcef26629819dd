"""Counting in many processes, some of which fail.

Everything from the topics before comes together: processes that are started,
watched, stopped and collected one by one, pipes that end, deadlines, and results
that count only once. No pool does this: when a process of a pool dies, its task
is lost, or all tasks are.
"""

from __future__ import annotations

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
    raise NotImplementedError
