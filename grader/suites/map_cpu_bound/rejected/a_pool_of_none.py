"""Wrong: makes a pool also for no items."""

import os
from multiprocessing import Pool


def usable_cpus():
    return len(os.sched_getaffinity(0))


def map_cpu_bound(func, items):
    with Pool(min(len(items), usable_cpus())) as pool:
        results = pool.map(func, items, chunksize=1)
        pool.close()
        pool.join()
    return results
