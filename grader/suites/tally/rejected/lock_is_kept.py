"""Wrong: does not give the lock back."""

from multiprocessing import Process, Value


def add(counter, n):
    for _ in range(n):
        counter.get_lock().acquire()
        counter.value += 1


def tally(workers, hits):
    counter = Value("i", 0)
    processes = [Process(target=add, args=(counter, hits)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value
