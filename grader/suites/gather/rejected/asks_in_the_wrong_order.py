"""Wrong: asks whether the queue is empty before it asks who is alive."""

from multiprocessing import Process, Queue
from queue import Empty


def gather(producers):
    q = Queue()
    processes = [Process(target=producer, args=(q,)) for producer in producers]
    for process in processes:
        process.start()
    items = []
    while not q.empty() or any(process.is_alive() for process in processes):
        try:
            items.append(q.get_nowait())
        except Empty:
            pass
    for process in processes:
        process.join()
    return items
