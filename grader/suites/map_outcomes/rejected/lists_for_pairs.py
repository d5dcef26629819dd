"""Wrong: an outcome is a tuple, and this is a list."""

import json
import multiprocessing


def outcome(func, item):
    try:
        return ["ok", func(item)]
    except BaseException as error:
        return ["error", type(error).__name__]


def map_outcomes(func, items, workers):
    with multiprocessing.Pool(workers) as pool:
        return pool.starmap(outcome, [(func, item) for item in items], 1)
