"""Misconception: the processes see the caller's globals. Under spawn and forkserver they import the module anew: None.

Caught by: any call with at least one task under spawn (or forkserver); TypeError "'NoneType' object is not callable" in the caller.
Right under fork. Verdict: CRASHED. Diagnosis: global-set-in-parent.
"""

import multiprocessing

current = None


def call(args):
    return current(*args)


def run_all(func, tasks, workers):
    global current
    current = func
    pool = multiprocessing.Pool(workers)
    try:
        return pool.map(call, tasks, chunksize=1)
    finally:
        pool.close()
        pool.join()
