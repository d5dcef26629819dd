"""The process that had the task was killed."""

import os
import signal
from multiprocessing import Pool


def work(number):
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def go():
    with Pool(2) as pool:
        return pool.map(work, range(4), 1)  # waits here
