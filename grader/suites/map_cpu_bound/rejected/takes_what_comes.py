"""Wrong: each task takes the item that comes, which may be another task's."""

import multiprocessing
import os


def begin(queue, func):
    global taken, call
    taken, call = queue, func


def one(_):
    (item,) = taken.get()
    return call(item)


def usable_cpus():
    return len(os.sched_getaffinity(0))


def map_cpu_bound(func, items):
    if not items:
        return []
    queue = multiprocessing.SimpleQueue()
    with multiprocessing.Pool(min(len(items), usable_cpus()), begin, (queue, func)) as pool:
        found = pool.map_async(one, items, 1)
        for item in items:
            queue.put([item])
        results = found.get()
        pool.close()
        pool.join()
    queue.close()
    return results
