"""Wrong: the name of a type is `__name__`, without its module."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial


def outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        kind = type(error)
        return "error", f"{kind.__module__}.{kind.__name__}"


def map_outcomes(func, items, workers):
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(partial(outcome, func), items))
