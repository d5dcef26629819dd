"""Wrong: reads as long as somebody lives, and stops."""

import multiprocessing
import sys
from queue import Empty


def _part(numbers, factor, out):
    for index, number in numbers:
        out.put((index, number * factor))


def scaled(items, factor, workers, method):
    context = multiprocessing.get_context(method)
    q = context.Queue()
    numbered = list(enumerate(items))
    processes = [context.Process(target=_part, args=(numbered[i::workers], factor, q)) for i in range(workers)]
    for process in processes:
        process.start()
    found = {}
    while any(process.is_alive() for process in processes):
        try:
            index, value = q.get(timeout=0.05)
            found[index] = value
        except Empty:
            pass
    for process in processes:
        process.join()
    return [found[i] for i in sorted(found)]


if __name__ == "__main__":
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(n) for n in numbers], int(factor), 2, method))
