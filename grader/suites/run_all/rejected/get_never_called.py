"""Misconception: `apply_async` returns the result. It returns a promise; `get()` has to be called on it.

Caught by: any call with at least one task; the list holds ApplyResult objects. Verdict: FAILED. Diagnosis: get-never-called.
"""

import multiprocessing


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    results = [pool.apply_async(func, args) for args in tasks]
    pool.close()
    pool.join()
    return results
