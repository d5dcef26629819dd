"""An initializer sets the factor in each process."""

import multiprocessing as mp
import sys

FACTOR = None


def begin(factor):
    global FACTOR
    FACTOR = factor


def times_factor(number):
    return number * FACTOR


def scaled(items, factor, workers, method):
    pool = mp.get_context(method).Pool(workers, initializer=begin, initargs=(factor,))
    try:
        return list(pool.imap(times_factor, items))
    finally:
        pool.close()
        pool.join()


if __name__ == "__main__":
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(number) for number in numbers], int(factor), 2, method))
