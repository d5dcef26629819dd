"""The child sleeps and interrupts the caller, who waits for a lock that it holds itself."""

import os
import signal
import threading
import time
from multiprocessing import Process


def interrupt():
    time.sleep(0.5)
    os.kill(os.getppid(), signal.SIGINT)


def go():
    lock = threading.Lock()
    lock.acquire()
    child = Process(target=interrupt)
    child.start()
    try:
        lock.acquire()
    except KeyboardInterrupt:
        child.join()
        return "ended"
