"""Misconception: a pool is one process per task. All tasks run at once, however many there are.

Caught by: three times as many tasks as `workers`, each of which waits (with a limit) until more than `workers` are
inside; they are. Verdict: FAILED. Diagnosis: too-many-at-once.
"""

import multiprocessing


def do(func, args, out):
    out.send(func(*args))
    out.close()


def run_all(func, tasks, workers):
    started = []
    for args in tasks:
        ours, theirs = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=do, args=(func, args, theirs))
        process.start()
        theirs.close()
        started.append((process, ours))
    results = []
    for process, ours in started:
        results.append(ours.recv())
        process.join()
        ours.close()
    return results
