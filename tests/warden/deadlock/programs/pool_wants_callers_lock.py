"""The pool's processes need a lock that the caller holds while it waits for them."""

from multiprocessing import Lock, Pool

lock = Lock()


def work(number):
    with lock:  # waits here
        return number


def go():
    with Pool(2) as pool, lock:
        return pool.map(work, [1, 2])  # waits here
