"""Wrong: a consumer that has waited for two seconds takes that for the end."""

from multiprocessing import Process, Queue
from queue import Empty


def produce(source, items, consumers):
    for pair in enumerate(source):
        items.put(pair)


def consume(work, items, results):
    while True:
        try:
            pair = items.get(timeout=2)
        except Empty:
            break
        try:
            value = work(pair[1])
        except BaseException as error:
            value = f"error: {type(error).__name__}"
        results.put((pair[0], value))
    results.put(None)


def pipeline(source, work, consumers, maxsize):
    items, results = Queue(), Queue()
    processes = [Process(target=produce, args=(source, items, consumers))]
    processes += [Process(target=consume, args=(work, items, results)) for _ in range(consumers)]
    for process in processes:
        process.start()
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
