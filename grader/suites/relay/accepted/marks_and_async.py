"""Apply_async for everything; one mark for each transforming task."""

import multiprocessing


def read(messages, queue, takers):
    for number, message in enumerate(messages):
        queue.put(("message", number, message))
    for _ in range(takers):
        queue.put(("end", None, None))


def take(transform, queue):
    results = {}
    while True:
        kind, number, message = queue.get()
        if kind == "end":
            return results
        results[number] = transform(message)


def relay(messages, transform, workers):
    takers = max(1, workers - 1)
    manager = multiprocessing.Manager()
    try:
        queue = manager.Queue()
        pool = multiprocessing.Pool(workers)
        reading = pool.apply_async(read, (messages, queue, takers))
        taking = [pool.apply_async(take, (transform, queue)) for _ in range(takers)]
        pool.close()
        reading.get()
        merged = {}
        for part in taking:
            merged.update(part.get())
        pool.join()
    finally:
        manager.shutdown()
    return [merged[number] for number in range(len(merged))]
