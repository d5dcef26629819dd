import multiprocessing as mp
def add(counter, n):
    for _ in range(n):
        now = counter.value
        with counter.get_lock():
            counter.value = now + 1
def tally(workers, hits):
    counter = mp.Value("q", 0)
    ps = [mp.Process(target=add, args=(counter, hits)) for _ in range(workers)]
    for p in ps: p.start()
    for p in ps: p.join()
    return counter.value
