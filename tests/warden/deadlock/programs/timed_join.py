"""join with a time limit, and then an end."""

import signal
from multiprocessing import Process


def go():
    child = Process(target=signal.pause)
    child.start()
    child.join(0.5)
    child.kill()
    child.join()
    return "ended"
