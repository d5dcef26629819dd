"""Wrong: adds without the lock, by setattr."""

import multiprocessing as mp
def add(counter, n):
    for _ in range(n):
        setattr(counter, "value", counter.value + 1)
def tally(workers, hits):
    counter = mp.Value("i", 0)
    ps = [mp.Process(target=add, args=(counter, hits)) for _ in range(workers)]
    for p in ps: p.start()
    for p in ps: p.join()
    return counter.value
