"""Wrong: gives the qualified name of the exception's class."""

from multiprocessing import Pool


class Outcome:
    def __init__(self, func):
        self.func = func

    def __call__(self, item):
        try:
            return "ok", self.func(item)
        except BaseException as error:
            return "error", type(error).__qualname__


def map_outcomes(func, items, workers):
    with Pool(workers) as pool:
        outcomes = pool.map(Outcome(func), items, chunksize=1)
        pool.close()
        pool.join()
    return outcomes
