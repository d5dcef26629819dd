"""Wrong: begins the next items only when all of a batch are done."""

from functools import partial
from multiprocessing import Pool


def attempt(handler, item):
    try:
        handler(item)
    except BaseException:
        return 1
    return 0


def process_all(items, handler, workers):
    failures = 0
    with Pool(workers) as pool:
        for at in range(0, len(items), workers):
            failures += sum(pool.map(partial(attempt, handler), items[at : at + workers], chunksize=1))
        pool.close()
        pool.join()
    return failures
