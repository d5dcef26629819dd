"""The process that held the lock was killed."""

import os
import signal
from multiprocessing import Lock, Process


def work(lock):
    lock.acquire()
    os.kill(os.getpid(), signal.SIGKILL)


def go():
    lock = Lock()
    child = Process(target=work, args=(lock,))
    child.start()
    child.join()
    with lock:  # waits here
        return "free"
