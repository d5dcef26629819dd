"""ProcessPoolExecutor of that size."""

import os
from concurrent.futures import ProcessPoolExecutor


def usable_cpus():
    return len(os.sched_getaffinity(0))


def map_cpu_bound(func, items):
    if not items:
        return []
    with ProcessPoolExecutor(max_workers=min(len(items), usable_cpus())) as executor:
        return list(executor.map(func, items))
