"""Misconception: `close()` waits until the processes have ended. It only says that no more tasks come.

Caught by: any call; the processes are still ending, or zombies, on return. Under forkserver (where the fork server
collects them) an exit handler (multiprocessing.util.Finalize) that takes its time keeps them there. Verdict: LEAKED. Diagnosis: close-without-join.
"""

import multiprocessing

closed = []


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    closed.append(pool)  # dropping the last reference to a pool would terminate it
    results = pool.starmap(func, tasks)
    pool.close()
    return results
