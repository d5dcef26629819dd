"""Wrong: returns the results as they come."""

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
        results = []
        for _ in range(count):
            pool.apply_async(take_one, (transform, queue), callback=results.append)
        pool.close()
        pool.join()
    return [result for _, result in results]
