"""Wrong: iterates the source itself and puts the items."""

from multiprocessing import Process, Queue


def produce(source, items, consumers):
    for pair in enumerate(source):
        items.put(pair)
    for _ in range(consumers):
        items.put(None)


def consume(work, items, results):
    while (pair := items.get()) is not None:
        try:
            value = work(pair[1])
        except BaseException as error:
            value = f"error: {type(error).__name__}"
        results.put((pair[0], value))
    results.put(None)


def pipeline(source, work, consumers, maxsize):
    items, results = Queue(maxsize), Queue()
    processes = [Process(target=consume, args=(work, items, results)) for _ in range(consumers)]
    for process in processes:
        process.start()
    produce(source, items, consumers)
    found, running = {}, consumers
    while running:
        pair = results.get()
        if pair is None:
            running -= 1
        else:
            found[pair[0]] = pair[1]
    for process in processes:
        process.join()
    return [found[number] for number in sorted(found)]
