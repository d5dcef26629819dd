"""Both children need two of two places, and each has one."""

from multiprocessing import Barrier, Process, Semaphore


def work(places, met):
    places.acquire()
    met.wait()
    places.acquire()  # waits here


def go():
    places, met = Semaphore(2), Barrier(2)
    children = [Process(target=work, args=(places, met)) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()  # waits here
