"""Daemon processes; the caller counts ends."""

from multiprocessing import Process, Queue


def produce(source, items, consumers):
    for index, item in enumerate(source):
        items.put((index, item))
    for _ in range(consumers):
        items.put((-1, None))


def consume(work, items, results):
    while True:
        index, item = items.get()
        if index < 0:
            break
        try:
            value = work(item)
        except BaseException as error:
            value = "error: " + error.__class__.__name__
        results.put((index, value))
    results.put((-1, None))


def pipeline(source, work, consumers, maxsize):
    items, results = Queue(maxsize=maxsize), Queue()
    producer = Process(target=produce, args=(source, items, consumers), daemon=True)
    crew = [Process(target=consume, args=(work, items, results), daemon=True) for _ in range(consumers)]
    producer.start()
    for process in crew:
        process.start()
    found, ends = [], 0
    while ends < consumers:
        index, value = results.get()
        if index < 0:
            ends += 1
        else:
            found.append((index, value))
    for process in (producer, *crew):
        process.join()
    return [value for _, value in sorted(found, key=lambda pair: pair[0])]
