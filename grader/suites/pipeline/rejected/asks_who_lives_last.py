"""Wrong: takes an empty queue and nobody alive for the end, asked in this order."""

from multiprocessing import Process, Queue
from queue import Empty


def _produce(source, tasks, consumers):
    for number, item in enumerate(source):
        tasks.put((number, item))
    for _ in range(consumers):
        tasks.put(())


def _consume(work, tasks, results):
    while task := tasks.get():
        number, item = task
        try:
            result = work(item)
        except BaseException as error:
            result = f"error: {type(error).__name__}"
        results.put((number, result))


def pipeline(source, work, consumers, maxsize):
    tasks, results = Queue(maxsize), Queue()
    processes = [Process(target=_produce, args=(source, tasks, consumers))]
    processes += [Process(target=_consume, args=(work, tasks, results)) for _ in range(consumers)]
    for process in processes:
        process.start()
    found = {}
    while True:
        try:
            number, result = results.get(timeout=0.05)
            found[number] = result
        except Empty:
            if not any(process.is_alive() for process in processes):
                break
    for process in processes:
        process.join()
    return [found[number] for number in sorted(found)]
