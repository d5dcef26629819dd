"""Wrong: the target is a function inside the function."""

import multiprocessing
import sys


def product(item, factor):
    return item * factor


def scaled(items, factor, workers, method):
    if not items:
        return []
    context = multiprocessing.get_context(method)
    queue = context.SimpleQueue()

    def multiply():
        queue.put([item * factor for item in items])

    process = context.Process(target=multiply)
    process.start()
    results = queue.get()
    process.join()
    queue.close()
    return results


if __name__ == "__main__":
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(number) for number in numbers], int(factor), 2, method))
