"""Makes a manager and its queue, and hands the messages on as arguments and results of tasks.

Caught by: every check with messages: nothing was put into the queue.
Verdict: FAILED. Diagnosis: queue-bypassed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from multiprocessing import Manager, Pool
from typing import Any


def relay(messages: Iterable[Any], transform: Callable[[Any], object], workers: int) -> list[object]:
    with Manager() as manager, Pool(workers) as pool:
        manager.Queue()
        read = pool.apply(list, (messages,))
        results = pool.map(transform, read, chunksize=1)
        pool.close()
        pool.join()
    return results
