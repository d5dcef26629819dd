"""Wrong: leaves out items that are None."""

import os
from multiprocessing import Pool

def usable_cpus():
    return len(os.sched_getaffinity(0))

def map_cpu_bound(func, items):
    items = [i for i in items if i is not None]
    if not items:
        return []
    with Pool(min(len(items), usable_cpus())) as pool:
        out = pool.map(func, items, 1)
        pool.close()
        pool.join()
    return out
