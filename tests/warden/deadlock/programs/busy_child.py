"""The child computes for ever."""

from multiprocessing import Process


def work():
    while True: pass  # waits here


def go():
    child = Process(target=work)
    child.start()
    child.join()  # waits here
