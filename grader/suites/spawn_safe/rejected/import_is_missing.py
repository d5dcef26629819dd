"""Wrong: uses a module that it does not import."""

import sys
from functools import partial


def times(factor, number):
    return number * factor


def scaled(items, factor, workers, method):
    if not items:
        return []
    with multiprocessing.get_context(method).Pool(workers) as pool:
        products = pool.map(partial(times, factor), items)
        pool.close()
        pool.join()
    return products


if __name__ == "__main__":
    print(*scaled(list(map(int, sys.argv[3:])), int(sys.argv[2]), 2, sys.argv[1]))
