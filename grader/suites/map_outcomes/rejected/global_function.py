"""Wrong: sets the function in a global, which new interpreters do not have."""

from multiprocessing import Pool

func = None


def run(item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", type(error).__name__


def map_outcomes(function, items, workers):
    global func
    func = function
    with Pool(workers) as pool:
        found = pool.map(run, items, 1)
        pool.close()
        pool.join()
    return found
