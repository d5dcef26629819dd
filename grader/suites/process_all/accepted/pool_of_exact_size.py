"""A Pool whose function tells whether the handler raised."""

from functools import partial
from multiprocessing import Pool


def attempt(handler, item):
    try:
        handler(item)
    except BaseException:
        return 1
    return 0


def process_all(items, handler, workers):
    with Pool(workers) as pool:
        failures = sum(pool.map(partial(attempt, handler), items, chunksize=1))
        pool.close()
        pool.join()
    return failures
