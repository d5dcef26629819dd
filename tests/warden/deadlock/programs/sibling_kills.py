"""A sibling sleeps and then kills the one that can never go on by itself."""

import os
import signal
import threading
import time
from multiprocessing import Process


def stuck():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def kill(pid):
    time.sleep(0.5)
    os.kill(pid, signal.SIGKILL)


def go():
    first = Process(target=stuck)
    first.start()
    second = Process(target=kill, args=(first.pid,))
    second.start()
    first.join()
    second.join()
    return "ended"
