"""Wrong: keeps the pool for the next call."""

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


pools = []


def relay(messages, transform, workers):
    with Manager() as manager:
        pool = Pool(workers)
        pools.append(pool)
        queue = manager.Queue()
        count = pool.apply(read, (messages, queue))
        results = pool.starmap(take_one, [(transform, queue)] * count, chunksize=1)
    return [result for _, result in sorted(results, key=lambda pair: pair[0])]
