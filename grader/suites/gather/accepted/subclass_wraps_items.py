"""A subclass of Process wraps items in tuples and ends with an empty one."""

import multiprocessing


class Wrapping:
    def __init__(self, q):
        self.q = q

    def put(self, item, block=True, timeout=None):
        self.q.put((item,), block, timeout)


class Producer(multiprocessing.Process):
    def __init__(self, function, q):
        super().__init__(name=function.__name__)
        self.function, self.q = function, q

    def run(self):
        try:
            self.function(Wrapping(self.q))
        finally:
            self.q.put(())


def gather(producers):
    q = multiprocessing.Queue()
    processes = [Producer(function, q) for function in producers]
    for process in processes:
        process.start()
    items, ended = [], 0
    while ended < len(processes):
        found = q.get()
        items.extend(found)
        ended += not found
    for process in processes:
        process.join()
    return items
