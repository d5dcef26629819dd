"""A pool whose initializer hands the counter on."""

from multiprocessing import Pool, Value


def begin(value):
    global shared
    shared = value


def add(counter, n):
    for _ in range(n):
        with counter:
            counter.value += 1


def work(hits):
    add(shared, hits)


def tally(workers, hits):
    counter = Value("i", 0)
    with Pool(workers, begin, (counter,)) as pool:
        pool.map(work, [hits] * workers, chunksize=1)
        pool.close()
        pool.join()
    return counter.value
