"""Acquire and release in finally; counts first, adds then."""

import multiprocessing


def add(counter, n):
    hits = 0
    for _ in range(n):
        hits += 1
    lock = counter.get_lock()
    lock.acquire()
    try:
        counter.value = counter.value + hits
    finally:
        lock.release()


def hit(counter, hits, index):
    add(counter, hits)


class Adder(multiprocessing.Process):
    def __init__(self, counter, hits):
        super().__init__()
        self.counter, self.hits = counter, hits

    def run(self):
        add(self.counter, self.hits)


def tally(workers, hits):
    counter = multiprocessing.Value("L", 0)
    adders = [Adder(counter, hits) for _ in range(workers)]
    for adder in adders:
        adder.start()
    while any(adder.is_alive() for adder in adders):
        adders[0].join(0.01)
    for adder in adders:
        adder.join()
    return counter.value
