"""The time limit of a manager's queue runs in the manager."""

from multiprocessing import Manager
from queue import Empty


def go():
    with Manager() as manager:
        try:
            manager.Queue().get(timeout=0.6)
        except Empty:
            return "ended"
