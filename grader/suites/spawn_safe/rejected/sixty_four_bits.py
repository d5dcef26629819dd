"""Wrong: an array of 64-bit numbers holds not every int."""

from __future__ import annotations

import multiprocessing
import sys


def _part(array, items, factor, first, step):
    for i in range(first, len(items), step):
        array[i] = items[i] * factor


def scaled(items, factor, workers, method):
    if not items:
        return []
    context = multiprocessing.get_context(method)
    array = context.Array("q", len(items))
    crew = [context.Process(target=_part, args=(array, items, factor, k, workers)) for k in range(workers)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    return list(array)


def _main():
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(n) for n in numbers], int(factor), 2, method))


if __name__ == "__main__":
    _main()
