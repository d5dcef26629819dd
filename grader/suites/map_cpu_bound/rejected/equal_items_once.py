"""Wrong: calls the function once for items that are equal."""

import os
from multiprocessing import Pool
def usable_cpus():
    return len(os.sched_getaffinity(0))
def map_cpu_bound(func, items):
    if not items:
        return []
    pool = Pool(min(len(items), usable_cpus()))
    try:
        rs = {}
        for t in items:
            if repr(t) not in rs:
                rs[repr(t)] = pool.apply_async(func, (t,))
        return [rs[repr(t)].get() for t in items]
    finally:
        pool.close()
        pool.join()
