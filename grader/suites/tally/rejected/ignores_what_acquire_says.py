"""Wrong: waits five seconds at most for the lock, and adds whether or not it has it."""

import multiprocessing


def add(counter, n):
    lock = counter.get_lock()
    for _ in range(n):
        taken = lock.acquire(timeout=5)
        counter.get_obj().value += 1
        if taken:
            lock.release()


def tally(workers, hits):
    counter = multiprocessing.Value("q", 0)
    processes = [multiprocessing.Process(target=add, args=(counter, hits)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value
