"""Wrong: sends a multiprocessing.Queue to the pool, and asks for no result."""

from multiprocessing import Pool, Queue


def read(messages, queue):
    for message in messages:
        queue.put(message)


def take(transform, queue, results):
    while not queue.empty():
        results.put(transform(queue.get()))


def relay(messages, transform, workers):
    queue, results = Queue(), Queue()
    pool = Pool(workers)
    pool.apply_async(read, (messages, queue))
    pool.apply_async(take, (transform, queue, results))
    pool.close()
    pool.join()
    found = []
    while not results.empty():
        found.append(results.get())
    return found
