"""Asks each result in turn whether it is ready, without a pause, and takes those that are."""

import multiprocessing

def run_all(func, tasks, workers):
    pool = multiprocessing.Pool(workers)
    pending = {i: pool.apply_async(func, args) for i, args in enumerate(tasks)}
    out = [None] * len(tasks)
    while pending:
        for i, r in list(pending.items()):
            if r.ready():
                out[i] = r.get()
                del pending[i]
    pool.close()
    pool.join()
    return out
