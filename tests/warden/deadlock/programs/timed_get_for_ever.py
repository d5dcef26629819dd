"""get with a time limit, again and again."""

from multiprocessing import Queue
from queue import Empty


def go():
    queue = Queue()
    while True:
        try:
            return queue.get(timeout=0.2)  # waits here
        except Empty:
            pass
