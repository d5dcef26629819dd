"""SimpleQueue; waits for the pipe and the ends of processes."""

import multiprocessing
from multiprocessing.connection import wait


def gather(producers):
    q = multiprocessing.SimpleQueue()
    left = {}
    for producer in producers:
        process = multiprocessing.Process(target=producer, args=(q,), daemon=True)
        process.start()
        left[process.sentinel] = process
    items = []
    while left:
        for ready in wait([q._reader, *left]):
            if ready in left:
                left.pop(ready).join()
            else:
                items.append(q.get())
    while not q.empty():
        items.append(q.get())
    q.close()
    return items
