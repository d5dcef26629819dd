"""Wrong: sends the taking tasks first."""

from multiprocessing import Manager, Pool


def read(messages, queue, takers):
    for pair in enumerate(messages):
        queue.put(pair)
    for _ in range(takers):
        queue.put(())


def take(transform, queue):
    results = []
    while pair := queue.get():
        results.append((pair[0], transform(pair[1])))
    return results


def relay(messages, transform, workers):
    takers = max(1, workers - 1)
    with Manager() as manager, Pool(workers) as pool:
        queue = manager.Queue()
        taking = [pool.apply_async(take, (transform, queue)) for _ in range(takers)]
        reading = pool.apply_async(read, (messages, queue, takers))
        reading.get()
        results = sum((part.get() for part in taking), [])
        pool.close()
        pool.join()
    return [result for _, result in sorted(results, key=lambda pair: pair[0])]
