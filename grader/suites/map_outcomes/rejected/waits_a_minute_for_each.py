"""Wrong: what is not there after a minute counts as an error."""

import multiprocessing


def one(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", type(error).__name__


def map_outcomes(func, items, workers):
    with multiprocessing.Pool(workers) as pool:
        pending = [pool.apply_async(one, (func, item)) for item in items]
        found = []
        for result in pending:
            result.wait(60)
            found.append(result.get() if result.ready() else ("error", "TimeoutError"))
        pool.close()
        pool.join()
    return found
