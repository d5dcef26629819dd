"""Wrong: the pool's own chunks: with many items, some wait behind a slow one in its chunk."""

from __future__ import annotations

import functools
import multiprocessing


def _raised(handler, item):
    try:
        handler(item)
    except BaseException:
        return 1
    return 0


def process_all(items, handler, workers):
    with multiprocessing.Pool(workers) as pool:
        count = sum(pool.map(functools.partial(_raised, handler), items))
        pool.close()
        pool.join()
    return count
