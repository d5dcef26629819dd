"""Wrong: a task that takes longer than a minute is given up, and the pool is ended."""

import multiprocessing as mp


def run_all(func, tasks, workers):
    pool = mp.Pool(workers)
    try:
        pending = [pool.apply_async(func, tuple(t)) for t in tasks]
        found = []
        for p in pending:
            p.wait(60)
            found.append(p.get(0) if p.ready() else None)
        return found
    finally:
        pool.terminate(); pool.join()
