"""Wrong: begins the next items only when all of a batch are done."""

import os
from multiprocessing import Pool


def usable_cpus():
    return len(os.sched_getaffinity(0))


def map_cpu_bound(func, items):
    size, results = usable_cpus(), []
    if not items:
        return []
    with Pool(min(size, len(items))) as pool:
        for at in range(0, len(items), size):
            results += pool.map(func, items[at : at + size], chunksize=1)
        pool.close()
        pool.join()
    return results
