"""Wrong: a pool of threads."""

from functools import partial
from multiprocessing.pool import ThreadPool


def outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", type(error).__name__


def map_outcomes(func, items, workers):
    with ThreadPool(workers) as pool:
        found = pool.map(partial(outcome, func), items, 1)
        pool.close()
        pool.join()
    return found
