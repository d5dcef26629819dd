"""Wrong: the results are kept by their tasks, so that equal tasks share one.

Caught by: two equal tasks that give different results. FAILED, equal-is-not-same.
"""

from __future__ import annotations
import multiprocessing as mp


def run_all(func, tasks, workers):
    with mp.Pool(workers) as pool:
        jobs = {}
        for t in tasks:
            jobs[repr(t)] = pool.apply_async(func, t)
        out = [jobs[repr(t)].get() for t in tasks]
        pool.close()
        pool.join()
    return out
