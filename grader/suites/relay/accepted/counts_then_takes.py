"""One task puts and counts, asked in quarters of a second; then a task takes for each message."""

import multiprocessing


def read(messages, items):
    count = 0
    for pair in enumerate(messages):
        items.put(pair)
        count += 1
    return count


def take(items, transform):
    number, message = items.get()
    return number, transform(message)


def relay(messages, transform, workers):
    with multiprocessing.Manager() as manager:
        items = manager.Queue()
        with multiprocessing.Pool(workers) as pool:
            count = pool.apply_async(read, (messages, items))
            while not count.ready():
                count.wait(0.25)
            results = [pool.apply_async(take, (items, transform)) for _ in range(count.get())]
            found = dict(result.get() for result in results)
            pool.close()
            pool.join()
    return [found[number] for number in range(len(found))]
