"""Wrong: believes that += is one step."""

from multiprocessing import Process, Value


def add(counter, n):
    for _ in range(n):
        counter.value += 1


def tally(workers, hits):
    counter = Value("i", 0)
    processes = [Process(target=add, args=(counter, hits)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value
