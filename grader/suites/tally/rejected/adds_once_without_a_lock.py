"""Wrong: counts for itself first, and adds once without the lock."""

from multiprocessing import Process, Value


def add(counter, n):
    hits = 0
    for _ in range(n):
        hits += 1
    counter.value += hits


def tally(workers, hits):
    counter = Value("i", 0)
    processes = [Process(target=add, args=(counter, hits)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value
