"""Wrong: reads until the queue is empty."""

from multiprocessing import Process, Queue


def gather(producers):
    q = Queue()
    processes = [Process(target=producer, args=(q,)) for producer in producers]
    for process in processes:
        process.start()
    items = []
    while not q.empty():
        items.append(q.get())
    for process in processes:
        process.join()
    return items
