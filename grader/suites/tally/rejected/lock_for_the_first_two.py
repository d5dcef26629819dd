"""Wrong: takes the lock for the first two, and believes that the processes are apart by then."""

import multiprocessing


def add(counter, n):
    for number in range(n):
        if number < 2:
            with counter.get_lock():
                counter.value += 1
        else:
            counter.value += 1


def tally(workers, hits):
    counter = multiprocessing.Value("q", 0)
    processes = [multiprocessing.Process(target=add, args=(counter, hits)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return counter.value
