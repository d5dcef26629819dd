"""Misconception: results come in the order of the tasks by themselves. `imap_unordered` gives them as they are finished.

Caught by: as many tasks as processes, each of which waits until the next one has finished, so that they end last to
first; the results are reversed. Verdict: FAILED. Diagnosis: completion-order.
"""

import functools
import multiprocessing


def call(func, args):
    return func(*args)


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    results = []
    for result in pool.imap_unordered(functools.partial(call, func), tasks):
        results.append(result)
    pool.close()
    pool.join()
    return results
