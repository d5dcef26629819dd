"""Misconception: a process for each item is the fastest. A thousand items are a thousand processes.

Caught by: five items and fewer workers, each product held until nobody moves. FAILED, too-many-at-once.
"""

import multiprocessing
import sys


def multiply(connection, item, factor):
    connection.send(item * factor)
    connection.close()


def scaled(items, factor, workers, method):
    context = multiprocessing.get_context(method)
    started = []
    for item in items:
        reader, writer = context.Pipe(duplex=False)
        process = context.Process(target=multiply, args=(writer, item, factor))
        process.start()
        writer.close()
        started.append((process, reader))
    results = []
    for process, reader in started:
        results.append(reader.recv())
        reader.close()
        process.join()
        process.close()
    return results


if __name__ == "__main__":
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(number) for number in numbers], int(factor), 2, method))
