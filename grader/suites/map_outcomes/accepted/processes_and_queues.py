"""Processes that take numbered items from one queue and put outcomes into another."""

from multiprocessing import Process, SimpleQueue


def outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", type(error).__name__


def work(func, tasks, results):
    while (task := tasks.get()) is not None:
        number, item = task
        results.put((number, outcome(func, item)))


def map_outcomes(func, items, workers):
    tasks, results = SimpleQueue(), SimpleQueue()
    processes = [Process(target=work, args=(func, tasks, results), daemon=True) for _ in range(workers)]
    for process in processes:
        process.start()
    for task in enumerate(items):
        tasks.put(task)
    for _ in processes:
        tasks.put(None)
    found = dict(results.get() for _ in items)
    for process in processes:
        process.join()
    return [found[number] for number in range(len(items))]
