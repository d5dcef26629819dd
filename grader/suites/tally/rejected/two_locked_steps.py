"""Wrong: takes the lock to read, and again to write."""

from multiprocessing import Process, Value


def add(counter, n):
    for _ in range(n):
        with counter.get_lock():
            value = counter.value
        with counter.get_lock():
            counter.value = value + 1


def tally(workers, hits):
    counter = Value("i", 0)
    processes = [Process(target=add, args=(counter, hits)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value
