"""Wrong: tells what has caused an exception, not the exception."""

from __future__ import annotations

import multiprocessing
from functools import partial


def _outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        while error.__cause__ is not None:
            error = error.__cause__
        return "error", type(error).__name__


def map_outcomes(func, items, workers):
    with multiprocessing.Pool(workers) as pool:
        outcomes = pool.map(partial(_outcome, func), items, chunksize=1)
        pool.close()
        pool.join()
    return outcomes
