"""ProcessPoolExecutor with a context; numbered results in the order in which they come."""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed


def multiply(number, item, factor):
    return number, item * factor


def scaled(items, factor, workers, method):
    found = [None] * len(items)
    if items:
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(method)) as executor:
            futures = [executor.submit(multiply, *pair, factor) for pair in enumerate(items)]
            for future in as_completed(futures):
                number, value = future.result()
                found[number] = value
    return found


if __name__ == "__main__":
    method, factor, *items = sys.argv[1:]
    print(*scaled([int(item) for item in items], int(factor), 2, method))
