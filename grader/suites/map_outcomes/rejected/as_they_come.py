"""Wrong: appends the outcomes as they come."""

from functools import partial
from multiprocessing import Pool


def outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", type(error).__name__


def map_outcomes(func, items, workers):
    with Pool(workers) as pool:
        found = list(pool.imap_unordered(partial(outcome, func), items))
        pool.close()
        pool.join()
    return found
