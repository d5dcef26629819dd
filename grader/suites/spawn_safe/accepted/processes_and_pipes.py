"""Processes of the context, each with a part and a pipe."""

import argparse
import multiprocessing


def work(connection, part, factor):
    connection.send([factor * item for item in part])
    connection.close()


def scaled(items, factor, workers, method):
    context = multiprocessing.get_context(method)
    running = []
    for first in range(workers):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(theirs, items[first::workers], factor))
        process.start()
        theirs.close()
        running.append((ours, process))
    results = [None] * len(items)
    for first, (ours, process) in enumerate(running):
        results[first::workers] = ours.recv()
        ours.close()
        process.join()
        process.close()
    return results


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("method")
    parser.add_argument("factor", type=int)
    parser.add_argument("numbers", type=int, nargs="*")
    arguments = parser.parse_args()
    print(*scaled(arguments.numbers, arguments.factor, 1, arguments.method), sep=" ")
