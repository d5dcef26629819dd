"""Three parties are awaited, two come."""

from multiprocessing import Barrier, Process


def work(barrier):
    barrier.wait()  # waits here


def go():
    barrier = Barrier(3)
    children = [Process(target=work, args=(barrier,)) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()  # waits here
