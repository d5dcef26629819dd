"""Wrong: reads as long as somebody lives, and stops."""

from multiprocessing import Process, Queue
from queue import Empty


def _work(func, tasks, out):
    while task := tasks.get():
        try:
            outcome = ("ok", func(task[1]))
        except BaseException as error:
            outcome = ("error", type(error).__name__)
        out.put((task[0], outcome))


def map_outcomes(func, items, workers):
    tasks, q = Queue(), Queue()
    for number, item in enumerate(items):
        tasks.put((number, item))
    for _ in range(workers):
        tasks.put(())
    processes = [Process(target=_work, args=(func, tasks, q)) for i in range(workers)]
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
