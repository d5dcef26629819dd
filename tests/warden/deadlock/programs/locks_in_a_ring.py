"""Three philosophers, three forks."""

from multiprocessing import Barrier, Lock, Process


def dine(left, right, met):
    with left:
        met.wait()
        with right:  # waits here
            pass


def go():
    locks, met = [Lock() for _ in range(3)], Barrier(3)
    children = [Process(target=dine, args=(locks[n], locks[(n + 1) % 3], met)) for n in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join()  # waits here
