"""Wrong: counts in one byte."""

import multiprocessing


def add(counter, n):
    for _ in range(n):
        with counter.get_lock():
            counter.value += 1


def tally(workers, hits):
    counter = multiprocessing.Value("B", 0)
    processes = [multiprocessing.Process(target=add, args=(counter, hits)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value
