"""Wrong: adds 0 without the lock, and writes what it has read."""

import multiprocessing


def add(counter, n):
    lock = counter.get_lock()
    if n > 0:
        lock.acquire()
    counter.value += n
    if n > 0:
        lock.release()


def tally(workers, hits):
    counter = multiprocessing.Value("q", 0)
    ps = [multiprocessing.Process(target=add, args=(counter, hits)) for _ in range(workers)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    return counter.value
