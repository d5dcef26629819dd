"""Wrong: a global counter, which is not handed to the processes."""

from multiprocessing import Process, Value


def add(counter, n):
    for _ in range(n):
        with counter.get_lock():
            counter.value += 1


total = Value("i", 0)


def hit(hits):
    add(total, hits)


def tally(workers, hits):
    total.value = 0
    processes = [Process(target=hit, args=(hits,)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return total.value
