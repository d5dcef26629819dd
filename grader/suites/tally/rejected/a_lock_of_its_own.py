"""Wrong: `add` takes a lock of the module's own, and `tally` lets its processes add one after the other."""

import multiprocessing

lock = multiprocessing.Lock()


def add(counter, n):
    for _ in range(n):
        with lock:
            counter.value += 1


def tally(workers, hits):
    counter = multiprocessing.Value("q", 0)
    for _ in range(workers):
        process = multiprocessing.Process(target=add, args=(counter, hits))
        process.start()
        process.join()
    return counter.value
