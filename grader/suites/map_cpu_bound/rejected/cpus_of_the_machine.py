"""Wrong: counts the machine's CPUs."""

import os
from multiprocessing import Pool


def usable_cpus():
    return os.cpu_count()


def map_cpu_bound(func, items):
    if not items:
        return []
    with Pool(min(len(items), usable_cpus())) as pool:
        results = pool.map(func, items, chunksize=1)
        pool.close()
        pool.join()
    return results
