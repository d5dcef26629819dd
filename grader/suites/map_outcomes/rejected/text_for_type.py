"""Wrong: gives the text of the exception for the name of its type."""

from functools import partial
from multiprocessing import Pool


def outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", repr(error)


def map_outcomes(func, items, workers):
    with Pool(workers) as pool:
        found = pool.map(partial(outcome, func), items, 1)
        pool.close()
        pool.join()
    return found
