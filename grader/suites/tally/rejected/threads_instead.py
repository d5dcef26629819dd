"""Wrong: threads add."""

from multiprocessing import Value
from threading import Thread


def add(counter, n):
    for _ in range(n):
        with counter.get_lock():
            counter.value += 1


def tally(workers, hits):
    counter = Value("i", 0)
    processes = [Thread(target=add, args=(counter, hits)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value
