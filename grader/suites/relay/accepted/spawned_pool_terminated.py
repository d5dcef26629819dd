"""Pool and manager of the spawn context; the pool is terminated when all results are there."""

import multiprocessing
from functools import partial


def read(messages, queue):
    numbers = []
    for number, message in enumerate(messages):
        queue.put({"number": number, "message": message})
        numbers.append(number)
    return numbers


def change(queue, transform, _):
    entry = queue.get(timeout=30)
    return entry["number"], transform(entry["message"])


def relay(messages, transform, workers):
    context = multiprocessing.get_context("spawn" if multiprocessing.get_start_method() == "spawn" else None)
    with context.Manager() as manager:
        queue = manager.Queue()
        with context.Pool(workers) as pool:
            numbers = pool.apply_async(read, [messages, queue]).get()
            table = dict(pool.imap_unordered(partial(change, queue, transform), numbers))
            pool.terminate()
            pool.join()
    return [table[number] for number in numbers]
