"""Both begin with the end whose partner the other opens second."""

import os
from multiprocessing import Process


def work():
    with open("up", "w"), open("down"):  # waits here
        pass


def go():
    os.mkfifo("up")
    os.mkfifo("down")
    child = Process(target=work)
    child.start()
    with open("down", "w"), open("up"):  # waits here
        pass
