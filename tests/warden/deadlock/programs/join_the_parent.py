"""The child waits for the end of its parent."""

from multiprocessing import Process, parent_process


def work():
    parent_process().join()  # waits here


def go():
    child = Process(target=work)
    child.start()
    child.join()  # waits here
