"""Wrong: counts the CPUs when the module is imported."""

import os
from multiprocessing import Pool

CPUS = len(os.sched_getaffinity(0))


def usable_cpus():
    return CPUS


def map_cpu_bound(func, items):
    if not items:
        return []
    with Pool(min(len(items), usable_cpus())) as pool:
        results = pool.map(func, items, chunksize=1)
        pool.close()
        pool.join()
    return results
