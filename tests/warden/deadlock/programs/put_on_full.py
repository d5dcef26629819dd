"""A queue for one item gets two, and nobody reads."""

from multiprocessing import Queue


def go():
    queue = Queue(1)
    queue.put(1)
    queue.put(2)  # waits here
