"""The grandchild wants the lock that the caller holds."""

from multiprocessing import Lock, Process


def last(lock):
    with lock:  # waits here
        pass


def middle(lock):
    child = Process(target=last, args=(lock,))
    child.start()
    child.join()  # waits here


def go():
    lock = Lock()
    child = Process(target=middle, args=(lock,))
    with lock:
        child.start()
        child.join()  # waits here
