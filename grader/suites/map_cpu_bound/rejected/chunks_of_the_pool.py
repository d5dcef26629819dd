"""Wrong: the pool's own chunks: with many items, some wait behind a slow one in its chunk."""

from __future__ import annotations

import multiprocessing
import os


def usable_cpus():
    return len(os.sched_getaffinity(0))


def map_cpu_bound(func, items):
    if not items:
        return []
    with multiprocessing.Pool(min(len(items), usable_cpus())) as pool:
        results = pool.map(func, items)
        pool.close()
        pool.join()
    return results
