"""Wrong: a lambda as target."""

from multiprocessing import Process, Queue
from queue import Empty


def gather(producers):
    q = Queue()
    processes = [Process(target=lambda producer=producer: producer(q)) for producer in producers]
    for process in processes:
        process.start()
    items = []
    while any(process.is_alive() for process in processes) or not q.empty():
        try:
            items.append(q.get(timeout=0.02))
        except Empty:
            pass
    for process in processes:
        process.join()
    return items
