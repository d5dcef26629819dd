"""Wrong: the pool of a manager is started in the way that is usual there."""

from __future__ import annotations

import functools
import multiprocessing
import operator
import sys


def scaled(items, factor, workers, method):
    with multiprocessing.get_context(method).Manager() as manager:
        pool = manager.Pool(workers)
        results = pool.map(functools.partial(operator.mul, factor), items)
        pool.close()
        pool.join()
    return results


def _main():
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(n) for n in numbers], int(factor), 2, method))


if __name__ == "__main__":
    _main()
