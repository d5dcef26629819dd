"""Without a with block it may be a semaphore as well."""

from multiprocessing import Lock


def go():
    lock = Lock()
    lock.acquire()
    lock.acquire()  # waits here
