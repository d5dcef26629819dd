"""Wrong: threads, which share one interpreter."""

import os
from multiprocessing.pool import ThreadPool as Pool


def usable_cpus():
    return len(os.sched_getaffinity(0))


def map_cpu_bound(func, items):
    if not items:
        return []
    with Pool(min(len(items), usable_cpus())) as pool:
        results = pool.map(func, items, chunksize=1)
        pool.close()
        pool.join()
    return results
