"""The child takes the lock inside a block that holds it."""

from multiprocessing import Lock, Process


def inner(lock):
    with lock:  # waits here
        pass


def outer(lock):
    with lock:
        inner(lock)


def go():
    child = Process(target=outer, args=(Lock(),))
    child.start()
    child.join()  # waits here
