"""Wrong: each task takes the item that comes, which may be another task's."""

import multiprocessing


def begin(queue, func):
    global taken, call
    taken, call = queue, func


def one(_):
    (item,) = taken.get()
    try:
        return "ok", call(item)
    except BaseException as error:
        return "error", type(error).__name__


def map_outcomes(func, items, workers):
    queue = multiprocessing.SimpleQueue()
    with multiprocessing.Pool(workers, begin, (queue, func)) as pool:
        found = pool.map_async(one, items, 1)
        for item in items:
            queue.put([item])
        results = found.get()
        pool.close()
        pool.join()
    queue.close()
    return results
