"""Wrong: does not join the processes."""

from multiprocessing import Process, Queue


class Tagging:
    def __init__(self, q):
        self.q = q

    def put(self, item):
        self.q.put([item])


def produce(producer, q):
    try:
        producer(Tagging(q))
    finally:
        q.put([])


def gather(producers):
    q, items, left = Queue(), [], len(producers)
    for producer in producers:
        Process(target=produce, args=(producer, q)).start()
    while left:
        found = q.get()
        items += found
        left -= not found
    return items
