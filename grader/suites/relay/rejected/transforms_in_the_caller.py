"""Wrong: transforms what the pool has read itself."""

from multiprocessing import Manager, Pool


def read(messages, queue):
    count = 0
    for message in messages:
        queue.put((count, message))
        count += 1
    return count


def take_one(transform, queue):
    number, message = queue.get()
    return number, transform(message)


def relay(messages, transform, workers):
    with Manager() as manager, Pool(workers) as pool:
        queue = manager.Queue()
        count = pool.apply(read, (messages, queue))
        results = [take_one(transform, queue) for _ in range(count)]
        pool.close()
        pool.join()
    return [result for _, result in sorted(results, key=lambda pair: pair[0])]
