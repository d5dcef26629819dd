"""Wrong: whoever imports it in a main process with arguments runs the script as well."""
import multiprocessing
import sys
from functools import partial


def times(factor, x):
    return x * factor


def scaled(items, factor, workers, method):
    with multiprocessing.get_context(method).Pool(workers) as pool:
        result = pool.map(partial(times, factor), items)
        pool.close()
        pool.join()
    return result


if multiprocessing.current_process().name == "MainProcess" and len(sys.argv) > 2:
    print(*scaled([int(x) for x in sys.argv[3:]], int(sys.argv[2]), 2, sys.argv[1]))
