"""Wrong: begins the next items only when all of a batch are done."""

from multiprocessing import Pool


class Outcome:
    def __init__(self, func):
        self.func = func

    def __call__(self, item):
        try:
            return "ok", self.func(item)
        except BaseException as error:
            return "error", type(error).__name__


def map_outcomes(func, items, workers):
    outcomes = []
    with Pool(workers) as pool:
        for at in range(0, len(items), workers):
            outcomes += pool.map(Outcome(func), items[at : at + workers], chunksize=1)
        pool.close()
        pool.join()
    return outcomes
