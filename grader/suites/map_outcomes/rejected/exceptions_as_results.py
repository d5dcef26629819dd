"""Wrong: an exception that func returns is taken for one that it raised."""

from __future__ import annotations

import multiprocessing
from functools import partial


def _outcome(func, item):
    try:
        result = func(item)
    except BaseException as error:
        result = Exception(type(error).__name__)
    if isinstance(result, Exception):
        return "error", result.args[0] if type(result) is Exception else type(result).__name__
    return "ok", result


def map_outcomes(func, items, workers):
    with multiprocessing.Pool(workers) as pool:
        outcomes = pool.map(partial(_outcome, func), items, chunksize=1)
        pool.close()
        pool.join()
    return outcomes
