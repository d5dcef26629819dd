"""Wrong: takes None for the end of a producer."""

from multiprocessing import Process, Queue


def produce(producer, q):
    try:
        producer(q)
    finally:
        q.put(None)


def gather(producers):
    q = Queue()
    processes = [Process(target=produce, args=(producer, q,)) for producer in producers]
    for process in processes:
        process.start()
    items, ended = [], 0
    while ended < len(processes):
        item = q.get()
        if item is None:
            ended += 1
        else:
            items.append(item)
    for process in processes:
        process.join()
    return items
