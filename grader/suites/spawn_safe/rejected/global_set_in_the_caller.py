"""Wrong: puts the factor into a global before it starts the pool."""

import multiprocessing
import sys


def product(item):
    return item * FACTOR


def scaled(items, factor, workers, method):
    if not items:
        return []
    global FACTOR
    FACTOR = factor
    with multiprocessing.get_context(method).Pool(workers) as pool:
        results = pool.map(product, items)
        pool.close()
        pool.join()
    return results


if __name__ == "__main__":
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(number) for number in numbers], int(factor), 2, method))
