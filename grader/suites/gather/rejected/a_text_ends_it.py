"""Wrong: a text means the end of a producer, and an item may be the same.

Caught by: items that are equal to the answer's own literals. FAILED, none-as-end-mark.
"""

from __future__ import annotations
import multiprocessing

DONE = "__done__"


def _run(producer, q):
    try:
        producer(q)
    finally:
        q.put(DONE)


def gather(producers):
    q = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=_run, args=(producer, q)) for producer in producers]
    for process in processes:
        process.start()
    items, left = [], len(processes)
    while left:
        item = q.get()
        if item == DONE:
            left -= 1
        else:
            items.append(item)
    for process in processes:
        process.join()
    q.close()
    q.join_thread()
    return items
