"""Misconception: `join()` waits for the tasks, `close()` cleans up after it. `join()` on an open pool raises ValueError.

Caught by: any call; ValueError "Pool is still running". Verdict: CRASHED. Diagnosis: join-before-close.
"""

import multiprocessing


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    results = pool.starmap(func, tasks)
    pool.join()
    pool.close()
    return results
