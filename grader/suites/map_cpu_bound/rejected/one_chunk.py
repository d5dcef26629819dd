"""Wrong: waits for each result before it sends the next item."""

import os
from multiprocessing import Pool


def usable_cpus():
    return len(os.sched_getaffinity(0))


def map_cpu_bound(func, items):
    if not items:
        return []
    with Pool(min(len(items), usable_cpus())) as pool:
        results = [pool.apply(func, (item,)) for item in items]
        pool.close()
        pool.join()
    return results
