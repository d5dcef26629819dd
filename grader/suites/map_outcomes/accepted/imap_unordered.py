"""Numbered items through imap_unordered; a new process after each task."""

import multiprocessing
from functools import partial


def outcome(func, pair):
    number, item = pair
    try:
        return number, ("ok", func(item))
    except BaseException as error:
        return number, ("error", type(error).__name__)


def map_outcomes(func, items, workers):
    with multiprocessing.Pool(workers, maxtasksperchild=1) as pool:
        found = dict(pool.imap_unordered(partial(outcome, func), enumerate(items)))
        pool.close()
        pool.join()
    return [found[number] for number in range(len(items))]
