"""Wrong: the pool's own chunks: with many items, some wait behind a slow one in its chunk."""

from __future__ import annotations

import multiprocessing
from functools import partial


def _outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", type(error).__name__


def map_outcomes(func, items, workers):
    with multiprocessing.Pool(workers) as pool:
        outcomes = pool.map(partial(_outcome, func), items)
        pool.close()
        pool.join()
    return outcomes
