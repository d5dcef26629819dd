"""ProcessPoolExecutor with a context."""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat


def multiply(item, factor):
    return item * factor


def scaled(items, factor, workers, method):
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(max_workers=workers, mp_context=context) as executor:
        return list(executor.map(multiply, items, repeat(factor)))


if __name__ == "__main__":
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(number) for number in numbers], int(factor), 2, method))
