"""Wrong: the manager ends before the pool has used its queue."""

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
    with Manager() as manager:
        queue = manager.Queue()
    with Pool(workers) as pool:
        count = pool.apply(read, (messages, queue))
        results = pool.starmap(take_one, [(transform, queue)] * count, chunksize=1)
        pool.close()
        pool.join()
    return [result for _, result in sorted(results, key=lambda pair: pair[0])]
