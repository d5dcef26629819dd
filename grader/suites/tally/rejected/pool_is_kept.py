"""Wrong: keeps the pool for the next call."""

from multiprocessing import Pool, Value

pools = []


def begin(value):
    global shared
    shared = value


def add(counter, n):
    for _ in range(n):
        with counter.get_lock():
            counter.value += 1


def work(hits):
    add(shared, hits)


def tally(workers, hits):
    counter = Value("i", 0)
    pools.append(Pool(workers, begin, (counter,)))
    pools[-1].map(work, [hits] * workers, chunksize=1)
    return counter.value
