"""ProcessPoolExecutor, its futures in order."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager


def read(messages, queue):
    total = 0
    for message in messages:
        queue.put((total, message))
        total += 1
    return total


def change(transform, queue):
    number, message = queue.get()
    return number, transform(message)


def relay(messages, transform, workers):
    with Manager() as manager, ProcessPoolExecutor(max_workers=workers) as executor:
        queue = manager.Queue()
        total = executor.submit(read, messages, queue).result()
        futures = [executor.submit(change, transform, queue) for _ in range(total)]
        return [result for _, result in sorted((f.result() for f in futures), key=lambda pair: pair[0])]
