"""Wrong: knows the number, and leaves the size of the pool to the machine."""

import os
from multiprocessing import Pool


def usable_cpus():
    return len(os.sched_getaffinity(0))


def map_cpu_bound(func, items):
    if not items:
        return []
    with Pool(os.cpu_count()) as pool:
        results = pool.map(func, items, chunksize=1)
        pool.close()
        pool.join()
    return results
