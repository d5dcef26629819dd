"""The child wants the record lock that the caller holds."""

import fcntl
from multiprocessing import Process


def work():
    with open("file", "r+") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)  # waits here


def go():
    with open("file", "w") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        child = Process(target=work)
        child.start()
        child.join()  # waits here
