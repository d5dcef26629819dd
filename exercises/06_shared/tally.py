"""Counting together, without losing any.

`counter.value += 1` is three steps: read, add, write. Each of them is safe, the
three together are not: whoever writes between your reading and your writing is
overwritten. A lock makes the three one, if everybody takes the same lock.
"""

from __future__ import annotations

from multiprocessing.sharedctypes import Synchronized
from typing import TypeAlias

Counter: TypeAlias = "Synchronized[int]"


def add(counter: Counter, n: int) -> None:
    """Add 1 to `counter.value` n times.

    `counter` is a `multiprocessing.Value`. Other processes add to it at the same
    time, by this function too: nothing that anybody adds may be lost. A lock
    comes with the value: `counter.get_lock()`; it has to be free again
    afterwards. n = 0 changes nothing.
    """
    raise NotImplementedError


def tally(workers: int, hits: int) -> int:
    """Count in `workers` processes, each of which adds `hits` to one counter; return the total.

    The processes are others than the caller's. `workers` is at least 1, `hits`
    may be 0. The total is exact.

    The function must work under the start methods fork, forkserver and spawn; the
    caller has set one, leave it as it is. With spawn and forkserver a global that
    was set before is not there: what the processes share is handed to them.

    When the function returns, every process that it started has ended and has
    been collected.
    """
    raise NotImplementedError
