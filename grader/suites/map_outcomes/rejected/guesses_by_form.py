"""Wrong: takes a pair that begins with "error" for a failure."""

from functools import partial
from multiprocessing import Pool


def outcome(func, item):
    try:
        return func(item)
    except BaseException as error:
        return "error", type(error).__name__


def map_outcomes(func, items, workers):
    with Pool(workers) as pool:
        found = []
        for value in pool.map(partial(outcome, func), items, 1):
            failed = isinstance(value, tuple) and value[0] == "error"
            found.append(value if failed else ("ok", value))
        pool.close()
        pool.join()
    return found
