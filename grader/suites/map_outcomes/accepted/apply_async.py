"""Apply_async for each item, results fetched in order."""

from multiprocessing import Pool


def outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", type(error).__name__


def map_outcomes(func, items, workers):
    pool = Pool(processes=workers)
    try:
        waiting = [pool.apply_async(outcome, (func, item)) for item in items]
        pool.close()
        return [result.get() for result in waiting]
    finally:
        pool.join()
