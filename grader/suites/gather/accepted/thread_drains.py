"""A thread reads until the caller, which has joined all, tells it to stop."""

import threading
from multiprocessing import JoinableQueue, Process
from queue import Empty


def gather(producers):
    q, items = JoinableQueue(), []
    over = threading.Event()

    def drain():
        while True:
            last = over.is_set()
            try:
                items.append(q.get(timeout=0.02))
            except Empty:
                if last:
                    return

    thread = threading.Thread(target=drain)
    thread.start()
    processes = [Process(target=producer, args=(q,)) for producer in producers]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        process.close()
    over.set()
    thread.join()
    q.close()
    return items
