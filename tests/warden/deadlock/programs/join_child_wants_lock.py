"""The caller holds the lock that the child wants, and waits for the child."""

from multiprocessing import Lock, Process


def work(lock):
    with lock:  # waits here
        pass


def go():
    lock = Lock()
    child = Process(target=work, args=(lock,))
    with lock:
        child.start()
        child.join()  # waits here
