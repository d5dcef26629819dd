"""Wrong: a process cannot end before somebody reads what it has put."""

import multiprocessing


def outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", type(error).__name__


def work(func, todo, done):
    for number, item in iter(todo.get, None):
        done.put((number, outcome(func, item)))


def map_outcomes(func, items, workers):
    todo, done = multiprocessing.Queue(), multiprocessing.Queue()
    crew = [multiprocessing.Process(target=work, args=(func, todo, done)) for _ in range(workers)]
    for pair in enumerate(items):
        todo.put(pair)
    for one in crew:
        todo.put(None)
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    found = dict(done.get() for _ in items)
    return [found[number] for number in range(len(items))]
