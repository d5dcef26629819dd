"""Wrong: waits for each item before it sends the next."""

from multiprocessing import Pool


def outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", type(error).__name__


def map_outcomes(func, items, workers):
    with Pool(workers) as pool:
        found = [pool.apply(outcome, (func, item)) for item in items]
        pool.close()
        pool.join()
    return found
