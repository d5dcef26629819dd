"""Wrong: a producer that raises puts no end mark."""

from multiprocessing import Process, Queue


def produce(producer, q):
    producer(q)
    q.put("---the end---")


def gather(producers):
    q = Queue()
    processes = [Process(target=produce, args=(producer, q,)) for producer in producers]
    for process in processes:
        process.start()
    items, ended = [], 0
    while ended < len(processes):
        item = q.get()
        if item == "---the end---":
            ended += 1
        else:
            items.append(item)
    for process in processes:
        process.join()
    return items
