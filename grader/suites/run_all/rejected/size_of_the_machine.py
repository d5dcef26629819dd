"""Misconception: the pool knows best how many processes it needs. `Pool()` takes the machine's number of CPUs.

Caught by: two sizes that cannot both be the machine's, such as `workers` 1 and then 3: in one of the two calls the kernel shows
more processes at once, or too few tasks get inside together. Verdict: FAILED. Diagnosis: pool-size-ignored.
"""

import multiprocessing


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool()
    results = pool.starmap(func, tasks)
    pool.close()
    pool.join()
    return results
