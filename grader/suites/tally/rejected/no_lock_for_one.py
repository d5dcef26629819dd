"""Misconception: adding 1 once is one step. It reads and writes as any other does.

Caught by: processes that add to one counter, one of them once. FAILED lost-update.
"""

import multiprocessing


def add(counter, n):
    if n == 1:
        counter.value += 1
        return
    with counter.get_lock():
        counter.value += n


def tally(workers, hits):
    counter = multiprocessing.Value("q", 0)
    processes = [multiprocessing.Process(target=add, args=(counter, hits)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value
