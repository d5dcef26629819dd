"""Wrong: every process makes a lock of its own."""

from multiprocessing import Lock, Process, Value


def add(counter, n):
    lock = Lock()
    for _ in range(n):
        with lock:
            counter.value += 1


def tally(workers, hits):
    counter = Value("i", 0)
    processes = [Process(target=add, args=(counter, hits)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value
