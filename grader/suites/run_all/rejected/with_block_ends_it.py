"""Misconception: leaving `with Pool()` closes and joins, as with a file. It terminates: exit handlers are cut off.

Caught by: tasks that register an exit handler (multiprocessing.util.Finalize) which takes its time and then leaves a
trace; no trace, SIGTERM in the evidence, exit codes -15. Verdict: FAILED. Diagnosis: terminate-for-close.
"""

import multiprocessing


def run_all(func, tasks, workers):
    with multiprocessing.Pool(workers) as pool:
        return pool.starmap(func, tasks, chunksize=1)
