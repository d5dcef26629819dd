"""Misconception: callbacks come in the order in which the tasks were submitted. They come as the tasks are finished.

Caught by: as many tasks as processes, each of which waits until the next one has finished, so that they end last to
first; the results are reversed. Verdict: FAILED. Diagnosis: completion-order.
"""

import multiprocessing


def run_all(func, tasks, workers):
    results = []
    pool = multiprocessing.Pool(workers)
    for args in tasks:
        pool.apply_async(func, args, callback=results.append)
    pool.close()
    pool.join()
    return results
