"""Every hit is put into a queue, which has a lock inside."""

from queue import SimpleQueue
from threading import Thread


def count_hits(visitors, hits):
    queue = SimpleQueue()

    def visit():
        for _ in range(hits):
            queue.put(1)

    threads = [Thread(target=visit) for _ in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return queue.qsize()
