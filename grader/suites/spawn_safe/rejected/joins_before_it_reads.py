"""Wrong: joins its processes, and then reads what they sent; much of it keeps them from ending."""

import multiprocessing
import sys


def send(writer, numbers, factor):
    writer.send([number * factor for number in numbers])


def scaled(items, factor, workers, method):
    context = multiprocessing.get_context(method)
    readers, helpers = [], []
    for first in range(min(workers, len(items))):
        reader, writer = context.Pipe(duplex=False)
        helpers.append(context.Process(target=send, args=(writer, items[first::workers], factor)))
        readers.append(reader)
    for helper in helpers:
        helper.start()
    for helper in helpers:
        helper.join()
    results = [None] * len(items)
    for first, reader in enumerate(readers):
        results[first::workers] = reader.recv()
    return results


if __name__ == "__main__":
    print(*scaled([int(number) for number in sys.argv[3:]], int(sys.argv[2]), 2, sys.argv[1]))
