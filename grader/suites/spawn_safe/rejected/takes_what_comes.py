"""Wrong: each task takes the item that comes, which may be another task's."""

import multiprocessing
import sys


def begin(queue, factor):
    global taken, scale
    taken, scale = queue, factor


def one(_):
    return scale * taken.get()


def scaled(items, factor, workers, method):
    if not items:
        return []
    context = multiprocessing.get_context(method)
    queue = context.SimpleQueue()
    with context.Pool(workers, begin, (queue, factor)) as pool:
        found = pool.map_async(one, items, 1)
        for item in items:
            queue.put(item)
        results = found.get()
        pool.close()
        pool.join()
    queue.close()
    return results


if __name__ == "__main__":
    print(*scaled([int(word) for word in sys.argv[3:]], int(sys.argv[2]), 2, sys.argv[1]))
