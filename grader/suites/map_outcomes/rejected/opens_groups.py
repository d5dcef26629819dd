"""Wrong: tells what is in a group of exceptions, not the group."""

from __future__ import annotations

import multiprocessing
from functools import partial


def _outcome(func, item):
    try:
        return "ok", func(item)
    except BaseExceptionGroup as group:
        return "error", type(group.exceptions[0]).__name__
    except BaseException as error:
        return "error", type(error).__name__


def map_outcomes(func, items, workers):
    with multiprocessing.Pool(workers) as pool:
        outcomes = pool.map(partial(_outcome, func), items, chunksize=1)
        pool.close()
        pool.join()
    return outcomes
