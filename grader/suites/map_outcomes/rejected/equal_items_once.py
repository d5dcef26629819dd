"""Wrong: calls the function once for items that are equal."""

from multiprocessing import Pool
def _one(func, item):
    try:
        return "ok", func(item)
    except BaseException as e:
        return "error", type(e).__name__
def map_outcomes(func, items, workers):
    pool = Pool(workers)
    try:
        rs = {}
        for t in items:
            if repr(t) not in rs:
                rs[repr(t)] = pool.apply_async(_one, (func, t))
        return [rs[repr(t)].get() for t in items]
    finally:
        pool.close()
        pool.join()
