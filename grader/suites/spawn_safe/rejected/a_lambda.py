"""Wrong: sends a lambda to the pool."""

import multiprocessing
import sys


def product(item, factor):
    return item * factor


def scaled(items, factor, workers, method):
    if not items:
        return []
    with multiprocessing.get_context(method).Pool(workers) as pool:
        results = pool.map(lambda item: item * factor, items)
        pool.close()
        pool.join()
    return results


if __name__ == "__main__":
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(number) for number in numbers], int(factor), 2, method))
