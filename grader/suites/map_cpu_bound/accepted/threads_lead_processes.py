"""A thread for each CPU; each thread uses a pool of one."""

import os
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pool


def usable_cpus():
    return max(len(os.sched_getaffinity(0)), 1)


def map_cpu_bound(func, items):
    count = min(len(items), usable_cpus())
    if count == 0:
        return []
    pools = [Pool(1) for _ in range(count)]
    waiting = enumerate(items)

    def lead(number):
        done = []
        while True:
            try:
                index, item = next(waiting)
            except StopIteration:
                return done
            done.append((index, pools[number].apply(func, (item,))))

    with ThreadPoolExecutor(count) as threads:
        found = dict(pair for part in threads.map(lead, range(count)) for pair in part)
    for pool in pools:
        pool.close()
        pool.join()
    return [found[index] for index in range(len(items))]
