"""Wrong: takes a pause for the end of the processes."""

import multiprocessing as mp
import time


def add(counter, n):
    for _ in range(n):
        with counter.get_lock():
            counter.value += 1


def tally(workers, hits):
    counter = mp.Value("i", 0)
    ps = [mp.Process(target=add, args=(counter, hits)) for _ in range(workers)]
    for p in ps:
        p.start()
    time.sleep(1.0)
    total = counter.value
    for p in ps:
        p.join()
    return total
