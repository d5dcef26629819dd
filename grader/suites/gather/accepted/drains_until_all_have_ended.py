"""Looks who is alive first, then empties the queue."""

from multiprocessing import Process, Queue
from queue import Empty


def gather(producers):
    q = Queue()
    processes = [Process(target=producer, args=(q,)) for producer in producers]
    for process in processes:
        process.start()
    items = []
    while True:
        alive = any(process.is_alive() for process in processes)
        try:
            while True:
                items.append(q.get(timeout=0.05))
        except Empty:
            if not alive:
                break
    for process in processes:
        process.join()
    return items
