"""Wrong: returns the results as they come."""

import os
from multiprocessing import Pool


def usable_cpus():
    return len(os.sched_getaffinity(0))


def map_cpu_bound(func, items):
    if not items:
        return []
    with Pool(min(len(items), usable_cpus())) as pool:
        results = list(pool.imap_unordered(func, items))
        pool.close()
        pool.join()
    return results
