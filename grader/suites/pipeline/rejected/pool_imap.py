"""Wrong: sends the source through Pool.imap."""

from functools import partial
from multiprocessing import Pool


def attempt(work, item):
    try:
        return work(item)
    except BaseException as error:
        return f"error: {type(error).__name__}"


def pipeline(source, work, consumers, maxsize):
    with Pool(consumers) as pool:
        results = list(pool.imap(partial(attempt, work), source))
        pool.close()
        pool.join()
    return results
