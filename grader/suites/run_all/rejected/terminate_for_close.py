"""Misconception: the results are there, so `terminate()` is the quick way to end the pool. Exit handlers are cut off.

Caught by: tasks that register an exit handler (multiprocessing.util.Finalize) which takes a second and then leaves a
trace; no trace, SIGTERM in the evidence, exit codes -15. Verdict: FAILED. Diagnosis: terminate-for-close.
"""

import multiprocessing


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    results = pool.starmap(func, tasks)
    pool.terminate()
    pool.join()
    return results
