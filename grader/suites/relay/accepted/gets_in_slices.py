"""Gets in slices of a hundredth of a second until the number of messages is known, and all are taken."""

import queue
from multiprocessing import Manager, Pool


def read(messages, items, total):
    count = 0
    for count, message in enumerate(messages, 1):
        items.put((count, message))
    total.value = count


def work(job):
    items, total, transform = job
    pairs = []
    while True:
        over = total.value >= 0
        try:
            number, message = items.get(timeout=0.01)
        except queue.Empty:
            if over:
                return pairs
        else:
            pairs.append((number, transform(message)))


def relay(messages, transform, workers):
    with Manager() as manager, Pool(workers) as pool:
        items, total = manager.Queue(), manager.Value("i", -1)
        reading = pool.apply_async(read, (messages, items, total))
        parts = pool.map_async(work, [(items, total, transform)] * workers, chunksize=1)
        reading.get()
        pairs = [pair for part in parts.get() for pair in part]
        pool.close()
        pool.join()
    pairs.sort(key=lambda pair: pair[0])
    return [result for _, result in pairs]
