"""Takes the lock once, for all."""

from multiprocessing import Process, Value


def add(counter, n):
    with counter.get_lock():
        for _ in range(n):
            counter.value += 1


def tally(workers, hits):
    counter = Value("i")
    processes = [Process(target=add, args=(counter, hits), daemon=True) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value
