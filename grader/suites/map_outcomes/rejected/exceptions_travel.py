"""Wrong: sends the exception itself and names it in the caller."""

from functools import partial
from multiprocessing import Pool


def outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", error


def map_outcomes(func, items, workers):
    with Pool(workers) as pool:
        found = []
        for kind, value in pool.map(partial(outcome, func), items, 1):
            found.append((kind, type(value).__name__ if kind == "error" else value))
        pool.close()
        pool.join()
    return found
