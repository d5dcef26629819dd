"""Wrong: does nothing when it is run as a script."""

import multiprocessing
import sys


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
