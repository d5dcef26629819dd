"""Wrong: takes two seconds without an item for the end."""

from multiprocessing import Process, Queue
from queue import Empty


def gather(producers):
    q = Queue()
    processes = [Process(target=producer, args=(q,)) for producer in producers]
    for process in processes:
        process.start()
    items = []
    try:
        while True:
            items.append(q.get(timeout=2))
    except Empty:
        pass
    for process in processes:
        process.join()
    return items
