"""Wrong: keeps the pool for the next call."""

import os
from multiprocessing import Pool


def usable_cpus():
    return len(os.sched_getaffinity(0))


pools = []


def map_cpu_bound(func, items):
    if not items:
        return []
    pools.append(Pool(min(len(items), usable_cpus())))
    results = pools[-1].map(func, items, chunksize=1)
    return results
