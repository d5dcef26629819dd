"""ProcessPoolExecutor, and a function that catches everything."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial


def outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", type(error).__name__


def map_outcomes(func, items, workers):
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(partial(outcome, func), items))
