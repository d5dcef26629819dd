"""get with a time limit."""

from multiprocessing import Queue
from queue import Empty


def go():
    try:
        Queue().get(timeout=0.5)
    except Empty:
        return "ended"
