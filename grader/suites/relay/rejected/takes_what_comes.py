"""Wrong: each task takes the item that comes, which may be another task's."""

import multiprocessing


def feed(messages, queue):
    count = 0
    for message in messages:
        queue.put(message)
        count += 1
    return count


def one(queue, transform):
    return transform(queue.get())


def relay(messages, transform, workers):
    with multiprocessing.Manager() as manager:
        queue = manager.Queue()
        with multiprocessing.Pool(workers) as pool:
            count = pool.apply(feed, (messages, queue))
            found = [pool.apply_async(one, (queue, transform)) for _ in range(count)]
            results = [result.get() for result in found]
            pool.close()
            pool.join()
    return results
