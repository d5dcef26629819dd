"""Wrong: takes messages until the queue is empty, while others may still be read."""

from multiprocessing import Manager, Pool


def read(messages, queue):
    for pair in enumerate(messages):
        queue.put(pair)


def take(transform, queue):
    results = []
    while not queue.empty():
        number, message = queue.get()
        results.append((number, transform(message)))
    return results


def relay(messages, transform, workers):
    with Manager() as manager, Pool(workers) as pool:
        queue = manager.Queue()
        reading = pool.apply_async(read, (messages, queue))
        taking = pool.apply_async(take, (transform, queue))
        reading.get()
        results = taking.get()
        pool.close()
        pool.join()
    return [result for _, result in sorted(results, key=lambda pair: pair[0])]
