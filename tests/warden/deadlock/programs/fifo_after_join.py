"""The caller would open its end after the join."""

import os
from multiprocessing import Process


def work():
    with open("line", "w") as file:  # waits here
        file.write("x")


def go():
    os.mkfifo("line")
    child = Process(target=work)
    child.start()
    child.join()  # waits here
    return open("line").read()
