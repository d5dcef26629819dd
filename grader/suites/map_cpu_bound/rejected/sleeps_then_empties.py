"""Wrong: takes a pause for the end of the work."""

import multiprocessing as mp
import os
import time


def usable_cpus():
    return len(os.sched_getaffinity(0))


def _work(func, tasks, q):
    for i, item in iter(tasks.get, None):
        q.put((i, func(item)))


def map_cpu_bound(func, items):
    if not items:
        return []
    n = min(len(items), usable_cpus())
    tasks, q = mp.SimpleQueue(), mp.Queue()
    ps = [mp.Process(target=_work, args=(func, tasks, q)) for _ in range(n)]
    for p in ps:
        p.start()
    for pair in enumerate(items):
        tasks.put(pair)
    for _ in ps:
        tasks.put(None)
    time.sleep(1.5)
    got = {}
    while not q.empty():
        i, r = q.get()
        got[i] = r
    for p in ps:
        p.join()
    return [got[i] for i in sorted(got)]
