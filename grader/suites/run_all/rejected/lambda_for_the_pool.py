"""Misconception: any function can go to a pool. A lambda cannot be pickled, under fork either.

Caught by: any call with at least one task; PicklingError in the caller. Verdict: CRASHED. Diagnosis: lambda-target.
"""

import multiprocessing


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    try:
        return pool.map(lambda args: func(*args), tasks)
    finally:
        pool.close()
        pool.join()
