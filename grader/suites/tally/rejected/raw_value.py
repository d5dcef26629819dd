"""Wrong: a raw value, which has no lock."""

from multiprocessing import Process, RawValue


def add(counter, n):
    for _ in range(n):
        with counter.get_lock():
            counter.value += 1


def add_raw(counter, n):
    for _ in range(n):
        counter.value += 1


def tally(workers, hits):
    counter = RawValue("i", 0)
    processes = [Process(target=add_raw, args=(counter, hits)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value
