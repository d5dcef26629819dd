"""Wrong: has no guard, and a pool that starts its processes again and again."""

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


if len(sys.argv) > 2 and sys.argv[1] in ("fork", "forkserver", "spawn"):
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(number) for number in numbers], int(factor), 2, method))
