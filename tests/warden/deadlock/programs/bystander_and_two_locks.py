"""Two processes with two locks, beside one that was there before the locks and sleeps."""

import time
from multiprocessing import Barrier, Lock, Process


def take(first, second, both):
    with first:
        both.wait()
        with second:  # waits here
            pass


def go():
    Process(target=time.sleep, args=(60,), daemon=True).start()
    left, right, both = Lock(), Lock(), Barrier(2)
    children = [Process(target=take, args=pair) for pair in ((left, right, both), (right, left, both))]
    for child in children:
        child.start()
    for child in children:
        child.join()  # waits here
