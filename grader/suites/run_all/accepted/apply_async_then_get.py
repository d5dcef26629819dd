"""Different: one `apply_async` per task, all submitted before the first `get`; an explicit context."""

import multiprocessing


def run_all(func, tasks, workers):
    context = multiprocessing.get_context()
    pool = context.Pool(workers)
    pending = []
    for args in tasks:
        pending.append(pool.apply_async(func, args))
    pool.close()
    try:
        return [one.get() for one in pending]
    finally:
        pool.join()
