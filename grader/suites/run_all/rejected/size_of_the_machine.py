"""Misconception: the pool knows best how many processes it needs. `Pool()` takes the machine's number of CPUs.

Caught by: a machine that says that it has one CPU, where too few tasks get inside together, and one that says that it has
more than `workers`, where too many do. Verdict: FAILED. Diagnosis: pool-size-ignored.
"""

import multiprocessing


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool()
    results = pool.starmap(func, tasks)
    pool.close()
    pool.join()
    return results
