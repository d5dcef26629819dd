"""Tries to take the lock for a hundredth of a second, as often as it takes; daemons."""

import multiprocessing


def add(counter, n):
    lock = counter.get_lock()
    for _ in range(n):
        while not lock.acquire(timeout=0.01):
            pass
        try:
            counter.get_obj().value += 1
        finally:
            lock.release()


def tally(workers, hits):
    counter = multiprocessing.Value("q", 0)
    processes = [
        multiprocessing.Process(target=add, args=(counter, hits), daemon=True) for _ in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value
