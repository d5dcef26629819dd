"""Wrong: the caller's process puts the messages into the queue."""

from multiprocessing import Manager, Pool


def take(queue, transform):
    number, message = queue.get()
    return number, transform(message)


def relay(messages, transform, workers):
    with Manager() as manager, Pool(workers) as pool:
        queue = manager.Queue()
        read = pool.apply(list, (messages,))
        for pair in enumerate(read):
            queue.put(pair)
        found = dict(pool.starmap(take, [(queue, transform)] * len(read), 1))
        pool.close()
        pool.join()
    return [found[number] for number in range(len(read))]
