"""Misconception: a minute is enough for every task. What is not there after a minute counts as no result.

Caught by: a task that takes ten minutes by the request's own clock. Verdict: FAILED. Diagnosis: limit-for-end.
"""

import multiprocessing


def run_all(func, tasks, workers):
    with multiprocessing.Pool(workers) as pool:
        pending = [pool.apply_async(func, args) for args in tasks]
        results = []
        for one in pending:
            one.wait(60)
            results.append(one.get() if one.ready() else None)
        pool.close()
        pool.join()
    return results
