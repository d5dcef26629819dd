"""A context for the counter's lock, taken once for all; an executor whose processes inherit the counter."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, wait


def begin(counter):
    global shared
    shared = counter


def job(hits):
    add(shared, hits)


def add(counter, n):
    if n:
        with counter:
            for _ in range(n):
                counter.value = counter.value + 1


def tally(workers, hits):
    counter = multiprocessing.Value("i", 0)
    with ProcessPoolExecutor(workers, initializer=begin, initargs=(counter,)) as executor:
        wait([executor.submit(job, hits) for _ in range(workers)])
    return counter.value
