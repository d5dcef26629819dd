"""Wrong: leaves one CPU to the others."""

import os
from multiprocessing import Pool


def usable_cpus():
    return max(1, len(os.sched_getaffinity(0)) - 1)


def map_cpu_bound(func, items):
    if not items:
        return []
    with Pool(min(len(items), usable_cpus())) as pool:
        results = pool.map(func, items, chunksize=1)
        pool.close()
        pool.join()
    return results
