"""Misconception: `multiprocessing.pool.ThreadPool` is a pool of processes. Its tasks run in threads of the caller.

Caught by: tasks that observe their process; it is the caller's. Verdict: FAILED. Diagnosis: threads-instead.
"""

from multiprocessing.pool import ThreadPool


def run_all(func, tasks, workers):
    pool = ThreadPool(workers)
    results = pool.starmap(func, tasks)
    pool.close()
    pool.join()
    return results
