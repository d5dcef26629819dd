"""Misconception: a pool closes itself when its variable goes away. The collector terminates it, if and when it comes.

Caught by: tasks that register an exit handler (multiprocessing.util.Finalize) which takes a second and then leaves a
trace; no trace, exit codes -15. Verdict: FAILED. Diagnosis: never-closed.
"""

import multiprocessing


def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    return pool.starmap(func, tasks)
