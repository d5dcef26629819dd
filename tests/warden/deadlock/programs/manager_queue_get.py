"""Nobody puts anything into the manager's queue."""

from multiprocessing import Manager


def go():
    with Manager() as manager:
        return manager.Queue().get()  # waits here
