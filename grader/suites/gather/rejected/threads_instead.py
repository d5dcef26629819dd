"""Wrong: a thread for each producer."""

import queue
import threading


def gather(producers):
    q = queue.Queue()
    threads = [threading.Thread(target=producer, args=(q,)) for producer in producers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(q.queue)
