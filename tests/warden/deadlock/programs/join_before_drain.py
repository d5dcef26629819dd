"""The child's queue holds more than the pipe takes, and nobody reads before the join."""

from multiprocessing import Process, Queue


def fill(queue):
    queue.put("x" * 1_000_000)


def go():
    queue = Queue()
    child = Process(target=fill, args=(queue,))
    child.start()
    child.join()  # waits here
    return queue.get()
