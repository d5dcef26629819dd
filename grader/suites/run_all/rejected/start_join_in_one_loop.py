"""Misconception: `start()` and `join()` belong side by side. Each process is waited for before the next one starts.

Caught by: as many tasks as processes that all wait (with a limit) until all of them are inside; only one ever is.
Verdict: FAILED. Diagnosis: start-join-in-loop.
"""

import multiprocessing


def do_share(func, share, out):
    out.send([func(*args) for args in share])
    out.close()


def run_all(func, tasks, workers):
    results = [None] * len(tasks)
    for k in range(min(workers, len(tasks))):
        ours, theirs = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=do_share, args=(func, tasks[k::workers], theirs))
        process.start()
        theirs.close()
        results[k::workers] = ours.recv()
        process.join()
        ours.close()
    return results
