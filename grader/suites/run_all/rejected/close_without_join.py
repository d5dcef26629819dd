"""Misconception: `close()` waits until the processes have ended. It only says that no more tasks come.

Caught by: tasks that register an exit handler (multiprocessing.util.Finalize) which takes a second; the processes are
still in it on return. Verdict: LEAKED. Diagnosis: close-without-join.
"""

import multiprocessing

closed = []


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    closed.append(pool)  # dropping the last reference to a pool would terminate it
    results = pool.starmap(func, tasks)
    pool.close()
    return results
