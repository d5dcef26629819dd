"""Misconception: `apply_async` is enough to run at once. `get()` right behind it waits before the next task is submitted.

Caught by: as many tasks as processes that all wait (with a limit) until all of them are inside; only one ever is.
Verdict: FAILED. Diagnosis: not-concurrent.
"""

import multiprocessing


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    results = []
    for args in tasks:
        result = pool.apply_async(func, args)
        results.append(result.get())
    pool.close()
    pool.join()
    return results
