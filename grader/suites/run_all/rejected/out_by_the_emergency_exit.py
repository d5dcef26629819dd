"""Misconception: `os._exit(0)` is a normal end. It skips the exit handlers.

Caught by: tasks that register an exit handler (multiprocessing.util.Finalize) which leaves a trace; no trace, although
every exit code is 0. Verdict: FAILED. Diagnosis: exit-handlers-skipped.
"""

import multiprocessing
import os


def do_share(func, share, out):
    out.send([func(*args) for args in share])
    out.close()
    os._exit(0)


def run_all(func, tasks, workers):
    started = []
    for k in range(min(workers, len(tasks))):
        ours, theirs = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=do_share, args=(func, tasks[k::workers], theirs))
        process.start()
        theirs.close()
        started.append((process, ours))
    results = [None] * len(tasks)
    for k, (process, ours) in enumerate(started):
        results[k::workers] = ours.recv()
        process.join()
        ours.close()
    return results
