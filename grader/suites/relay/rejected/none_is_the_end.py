"""Wrong: takes the message None for the end."""

from multiprocessing import Manager, Pool


def read(messages, queue):
    for message in messages:
        queue.put(message)
    queue.put(None)


def take(transform, queue):
    results = []
    while (message := queue.get()) is not None:
        results.append(transform(message))
    return results


def relay(messages, transform, workers):
    with Manager() as manager, Pool(workers) as pool:
        queue = manager.Queue()
        pool.apply(read, (messages, queue))
        results = pool.apply(take, (transform, queue))
        pool.close()
        pool.join()
    return results
