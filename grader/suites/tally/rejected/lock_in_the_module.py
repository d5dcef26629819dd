"""Wrong: a lock in the module, which new interpreters make anew."""

from multiprocessing import Lock, Process, Value


lock = Lock()


def add(counter, n):
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
