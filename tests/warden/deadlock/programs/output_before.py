"""Much output before it: the pipes to the terminal are read."""

import sys
from multiprocessing import Lock


def go():
    lock = Lock()
    for number in range(3000):
        print("line", number)
    sys.stdout.flush()
    with lock, lock:  # waits here
        pass
