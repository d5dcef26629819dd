"""Wrong: the pool's own chunks: with many items, some wait behind a slow one in its chunk."""

from __future__ import annotations

import multiprocessing


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    results = pool.starmap(func, tasks)
    pool.close()
    pool.join()
    return results
