"""Wrong: tries out a process when it is imported."""

import multiprocessing
import sys


if multiprocessing.parent_process() is None:
    trial = multiprocessing.get_context("fork").Process(target=len, args=("",))
    trial.start()
    trial.join()


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
