"""Wrong: calls the function once for tasks that are equal."""

from multiprocessing import Pool
def run_all(func, tasks, workers):
    pool = Pool(workers)
    try:
        rs = {}
        for t in tasks:
            if repr(t) not in rs:
                rs[repr(t)] = pool.apply_async(func, t)
        return [rs[repr(t)].get() for t in tasks]
    finally:
        pool.close()
        pool.join()
