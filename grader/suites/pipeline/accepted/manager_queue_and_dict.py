"""A manager's queue and dict."""

from multiprocessing import Manager, Process


def produce(source, items, consumers):
    number = 0
    for item in source:
        items.put((number, item))
        number += 1
    for _ in range(consumers):
        items.put("end")


def consume(work, items, results):
    while True:
        message = items.get()
        if message == "end":
            return
        number, item = message
        try:
            results[number] = work(item)
        except BaseException as error:
            results[number] = f"error: {type(error).__name__}"


def pipeline(source, work, consumers, maxsize):
    with Manager() as manager:
        items, results = manager.Queue(maxsize), manager.dict()
        processes = [Process(target=produce, args=(source, items, consumers))]
        processes += [Process(target=consume, args=(work, items, results)) for _ in range(consumers)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        found = dict(results)
    return [found[number] for number in range(len(found))]
