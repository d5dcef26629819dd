"""Wrong: works without a guard: whoever has arguments is the script."""

import multiprocessing
import sys


def put(queue, item, factor):
    queue.put(item * factor)


def scaled(items, factor, workers, method):
    if not items:
        return []
    context = multiprocessing.get_context(method)
    results = []
    for item in items:
        queue = context.SimpleQueue()
        process = context.Process(target=put, args=(queue, item, factor))
        process.start()
        process.join()
        results.append(queue.get())
        queue.close()
    return results


if len(sys.argv) > 3:
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(number) for number in numbers], int(factor), 2, method))
