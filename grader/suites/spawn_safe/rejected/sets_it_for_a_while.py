"""Wrong: sets the start method for as long as it needs it; a thread beside it would get it, too."""

import multiprocessing
import sys
from functools import partial


def times(factor, x):
    return x * factor


def scaled(items, factor, workers, method):
    before = multiprocessing.get_start_method()
    multiprocessing.set_start_method(method, force=True)
    try:
        with multiprocessing.Pool(workers) as pool:
            result = pool.map(partial(times, factor), items)
            pool.close()
            pool.join()
        return result
    finally:
        multiprocessing.set_start_method(before, force=True)


if __name__ == "__main__":
    print(*scaled([int(x) for x in sys.argv[3:]], int(sys.argv[2]), 2, sys.argv[1]))
