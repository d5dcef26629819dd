"""The child was stopped, and nobody continues it."""

import os
import signal
from multiprocessing import Process


def work():
    os.kill(os.getpid(), signal.SIGSTOP)


def go():
    child = Process(target=work)
    child.start()
    child.join()  # waits here
