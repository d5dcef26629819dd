"""Wrong: a process for each item."""

import os
from multiprocessing import Pool


def usable_cpus():
    return len(os.sched_getaffinity(0))


def map_cpu_bound(func, items):
    if not items:
        return []
    with Pool(len(items)) as pool:
        results = pool.map(func, items, chunksize=1)
        pool.close()
        pool.join()
    return results
