"""Misconception: a pool makes everything run at once. `apply` waits for its result: one task at a time.

Caught by: as many tasks as processes that all wait (with a limit) until all of them are inside; only one ever is.
Verdict: FAILED. Diagnosis: not-concurrent.
"""

import multiprocessing


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    results = []
    for args in tasks:
        results.append(pool.apply(func, args))
    pool.close()
    pool.join()
    return results
