"""Wrong: says hello when it is imported."""

import multiprocessing
import sys


print("ready")


def product(item, factor):
    return item * factor


def scaled(items, factor, workers, method):
    if not items:
        return []
    with multiprocessing.get_context(method).Pool(workers) as pool:
        results = pool.starmap(product, [(item, factor) for item in items])
        pool.close()
        pool.join()
    return results


if __name__ == "__main__":
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(number) for number in numbers], int(factor), 2, method))
