"""It asks an empty queue again and again."""

from multiprocessing import Queue


def go():
    queue = Queue()
    while queue.empty():
        pass
