"""A subclass of the context's Process, and queues."""

import sys
from multiprocessing import get_context


def run(todo, done, factor):
    for index, item in iter(todo.get, None):
        done.put((index, item * factor))


def scaled(items, factor, workers, method):
    context = get_context(method)
    todo, done = context.Queue(), context.SimpleQueue()
    crew = [context.Process(target=run, args=(todo, done, factor), daemon=True) for _ in range(workers)]
    for process in crew:
        process.start()
    for pair in enumerate(items):
        todo.put(pair)
    for _ in crew:
        todo.put(None)
    results = dict(done.get() for _ in items)
    for process in crew:
        process.join()
    todo.close()
    todo.join_thread()
    done.close()
    return [results[index] for index in sorted(results)]


def main():
    method, factor = sys.argv[1], int(sys.argv[2])
    sys.stdout.write(" ".join(map(str, scaled([int(x) for x in sys.argv[3:]], factor, 2, method))))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
