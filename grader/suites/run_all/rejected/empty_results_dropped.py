"""Misconception: a result that is false is no result. None, 0 and "" are missing from the list.

Caught by: tasks whose results are None, 0, "" and []; the list is too short. Verdict: FAILED. Diagnosis: falsy-dropped.
"""

import multiprocessing


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    pending = [pool.apply_async(func, args) for args in tasks]
    pool.close()
    results = []
    for one in pending:
        value = one.get()
        if value:
            results.append(value)
    pool.join()
    return results
