"""Wrong: sends a lambda to the pool."""

from multiprocessing import Pool


def outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", type(error).__name__


def map_outcomes(func, items, workers):
    with Pool(workers) as pool:
        found = pool.map(lambda item: outcome(func, item), items, 1)
        pool.close()
        pool.join()
    return found
