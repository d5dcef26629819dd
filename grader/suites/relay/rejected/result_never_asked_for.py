"""Wrong: the dictionary that the tasks fill is not the caller's."""

import multiprocessing

results = {}


def read(messages, queue):
    count = 0
    for pair in enumerate(messages):
        queue.put(pair)
        count += 1
    return count


def take(queue, transform):
    number, message = queue.get()
    results[number] = transform(message)


def relay(messages, transform, workers):
    results.clear()
    with multiprocessing.Manager() as manager, multiprocessing.Pool(workers) as pool:
        queue = manager.Queue()
        count = pool.apply(read, (messages, queue))
        for _ in range(count):
            pool.apply_async(take, (queue, transform))
        pool.close()
        pool.join()
    return [results[number] for number in sorted(results)]
