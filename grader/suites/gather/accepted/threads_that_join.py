"""A thread for each process joins it, and then puts its end mark."""

import threading
from multiprocessing import Process, Queue


class Tagged:
    def __init__(self, q):
        self.q = q

    def put(self, item):
        self.q.put(("item", item))


def join_and_tell(process, q):
    process.join()
    q.put(("end", None))


def gather(producers):
    q = Queue()
    tagged = Tagged(q)
    processes = [Process(target=producer, args=(tagged,)) for producer in producers]
    for process in processes:
        process.start()
    threads = [threading.Thread(target=join_and_tell, args=(process, q)) for process in processes]
    for thread in threads:
        thread.start()
    items, left = [], len(processes)
    while left:
        kind, item = q.get()
        if kind == "item":
            items.append(item)
        else:
            left -= 1
    for thread in threads:
        thread.join()
    q.close()
    q.join_thread()
    return items
