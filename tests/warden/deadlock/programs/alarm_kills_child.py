"""The child's alarm ends it."""

import signal
from multiprocessing import Process


def work():
    signal.alarm(1)
    signal.pause()


def go():
    child = Process(target=work)
    child.start()
    child.join()
    return "ended"
