"""Output faster than it is read."""

import os
from multiprocessing import Process


def work():
    for _ in range(30):
        os.write(1, b"x" * 10_000)


def go():
    children = [Process(target=work) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    return "ended"
