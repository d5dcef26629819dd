"""A lock that lives in the manager."""

from multiprocessing import Manager


def go():
    with Manager() as manager:
        lock = manager.Lock()
        lock.acquire()
        lock.acquire()  # waits here
