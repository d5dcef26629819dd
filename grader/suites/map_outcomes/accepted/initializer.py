"""The function travels once, in an initializer; imap."""

import multiprocessing

FUNC = []


def keep(func):
    FUNC[:] = [func]


def run(item):
    try:
        result = FUNC[0](item)
    except BaseException as error:
        return ("error", error.__class__.__name__)
    return ("ok", result)


def map_outcomes(func, items, workers):
    with multiprocessing.Pool(workers, initializer=keep, initargs=(func,)) as pool:
        found = list(pool.imap(run, items))
        pool.close()
        pool.join()
        return found
