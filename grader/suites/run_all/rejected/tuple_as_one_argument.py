"""Misconception: `map` spreads a tuple over the parameters. It passes the tuple as the one argument.

Caught by: a function of two parameters; TypeError, raised again in the caller. Verdict: CRASHED. Diagnosis: tuple-as-one-argument.
"""

import multiprocessing


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    try:
        return pool.map(func, tasks)
    finally:
        pool.close()
        pool.join()
