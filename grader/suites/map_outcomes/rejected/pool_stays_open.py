"""Wrong: does not end the pool."""

from functools import partial
from multiprocessing import Pool

POOLS = []


def outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", type(error).__name__


def map_outcomes(func, items, workers):
    pool = Pool(workers)
    POOLS.append(pool)
    return pool.map(partial(outcome, func), items, 1)
