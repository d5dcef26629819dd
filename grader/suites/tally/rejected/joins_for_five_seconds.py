"""Wrong: gives each process five seconds."""

import multiprocessing


def add(counter, n):
    for _ in range(n):
        with counter.get_lock():
            counter.value += 1


def tally(workers, hits):
    counter = multiprocessing.Value("q", 0)
    ps = [multiprocessing.Process(target=add, args=(counter, hits)) for _ in range(workers)]
    for p in ps:
        p.start()
    for p in ps:
        p.join(5)
    return counter.value
