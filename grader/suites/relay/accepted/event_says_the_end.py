import multiprocessing
import queue
import time


def read(messages, items, over):
    try:
        for number, message in enumerate(messages):
            items.put((number, message))
    finally:
        over.set()


def take(items, over, transform):
    found = []
    while True:
        last = over.is_set()
        try:
            number, message = items.get_nowait()
        except queue.Empty:
            if last:
                return found
            time.sleep(0.01)
        else:
            found.append((number, transform(message)))


def relay(messages, transform, workers):
    with multiprocessing.Manager() as manager:
        items, over = manager.Queue(), manager.Event()
        pool = multiprocessing.Pool(workers)
        reading = pool.apply_async(read, (messages, items, over))
        taking = [pool.apply_async(take, (items, over, transform)) for _ in range(workers)]
        pool.close()
        reading.get()
        pairs = sum((one.get() for one in taking), [])
        pool.join()
    return [result for _, result in sorted(pairs, key=lambda pair: pair[0])]
