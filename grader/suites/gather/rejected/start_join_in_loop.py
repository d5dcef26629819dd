"""Wrong: joins each process before it starts the next."""

from multiprocessing import Process, Queue


def gather(producers):
    q = Queue()
    processes = [Process(target=producer, args=(q,)) for producer in producers]
    for process in processes:
        process.start()
        process.join()
    items = []
    while not q.empty():
        items.append(q.get())
    return items
