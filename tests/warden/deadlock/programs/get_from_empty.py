"""Nobody else is there to put anything."""

from multiprocessing import Queue


def go():
    queue = Queue()
    return queue.get()  # waits here
