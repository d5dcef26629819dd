"""Wrong: a process cannot end before somebody reads what it has put."""

import multiprocessing


def work(func, todo, done):
    for number, args in iter(todo.get, None):
        done.put((number, func(*args)))


def run_all(func, tasks, workers):
    todo, done = multiprocessing.Queue(), multiprocessing.Queue()
    crew = [multiprocessing.Process(target=work, args=(func, todo, done)) for _ in range(workers)]
    for pair in enumerate(tasks):
        todo.put(pair)
    for one in crew:
        todo.put(None)
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    found = dict(done.get() for _ in tasks)
    return [found[number] for number in range(len(tasks))]
