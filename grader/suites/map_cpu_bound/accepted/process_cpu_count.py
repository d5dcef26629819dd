"""Os.process_cpu_count where there is one; apply_async and get."""

import multiprocessing
import os


def usable_cpus():
    count = getattr(os, "process_cpu_count", None)
    return count() if count else len(os.sched_getaffinity(0))


def map_cpu_bound(func, items):
    if len(items) == 0:
        return []
    pool = multiprocessing.Pool(processes=min(usable_cpus(), len(items)))
    pending = [pool.apply_async(func, (item,)) for item in items]
    results = [result.get() for result in pending]
    pool.close()
    pool.join()
    return results
