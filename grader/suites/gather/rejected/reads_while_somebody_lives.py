"""Wrong: reads as long as somebody lives, and stops."""

from multiprocessing import Process, Queue
from queue import Empty


def gather(producers):
    q = Queue()
    processes = [Process(target=producer, args=(q,)) for producer in producers]
    for process in processes:
        process.start()
    items = []
    while any(process.is_alive() for process in processes):
        try:
            items.append(q.get(timeout=0.05))
        except Empty:
            pass
    for process in processes:
        process.join()
    return items
