"""Wrong: a pool of threads, whatever the method."""

import sys
from multiprocessing.pool import ThreadPool


def product(item, factor):
    return item * factor


def scaled(items, factor, workers, method):
    if not items:
        return []
    with ThreadPool(workers) as pool:
        results = pool.starmap(product, [(item, factor) for item in items])
        pool.close()
        pool.join()
    return results


if __name__ == "__main__":
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(number) for number in numbers], int(factor), 2, method))
