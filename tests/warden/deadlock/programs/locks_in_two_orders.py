"""Two processes take two locks in opposite orders."""

from multiprocessing import Barrier, Lock, Process


def both(first, second, met):
    with first:
        met.wait()
        with second:  # waits here
            pass


def go():
    one, two, met = Lock(), Lock(), Barrier(2)
    children = [
        Process(target=both, args=(one, two, met)),
        Process(target=both, args=(two, one, met)),
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()  # waits here
