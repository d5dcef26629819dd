"""Wrong: goes on where the last call has ended."""

import multiprocessing

_counter = multiprocessing.Value("q", 0)


def add(counter, n):
    for _ in range(n):
        with counter.get_lock():
            counter.value += 1


def tally(workers, hits):
    ps = [multiprocessing.Process(target=add, args=(_counter, hits)) for _ in range(workers)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    return _counter.value
