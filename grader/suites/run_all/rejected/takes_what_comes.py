"""Wrong: each task takes the item that comes, which may be another task's."""

import multiprocessing


def begin(queue, func):
    global taken, call
    taken, call = queue, func


def one(_):
    return call(*taken.get())


def run_all(func, tasks, workers):
    queue = multiprocessing.SimpleQueue()
    pool = multiprocessing.Pool(workers, begin, (queue, func))
    found = pool.map_async(one, tasks, 1)
    for task in tasks:
        queue.put(task)
    results = found.get()
    pool.close()
    pool.join()
    queue.close()
    return results
