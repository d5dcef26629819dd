"""A lock is not recursive."""

from multiprocessing import Lock


def go():
    lock = Lock()
    with lock:
        with lock:  # waits here
            pass
