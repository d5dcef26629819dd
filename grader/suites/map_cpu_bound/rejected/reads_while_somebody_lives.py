"""Wrong: reads as long as somebody lives, and stops."""

import os
from multiprocessing import Process, Queue
from queue import Empty


def usable_cpus():
    return len(os.sched_getaffinity(0))


def _work(func, tasks, out):
    while task := tasks.get():
        out.put((task[0], func(task[1])))


def map_cpu_bound(func, items):
    count = min(len(items), usable_cpus())
    tasks, q = Queue(), Queue()
    for number, item in enumerate(items):
        tasks.put((number, item))
    for _ in range(count):
        tasks.put(())
    processes = [Process(target=_work, args=(func, tasks, q)) for i in range(count)]
    for process in processes:
        process.start()
    found = {}
    while any(process.is_alive() for process in processes):
        try:
            index, value = q.get(timeout=0.05)
            found[index] = value
        except Empty:
            pass
    for process in processes:
        process.join()
    return [found[i] for i in sorted(found)]
