"""A process that has nothing of the others kills the one that is stuck, after a while."""

import os
import signal
import time
from multiprocessing import Lock, Process, SimpleQueue


def kill(pids):
    pid = pids.get()
    time.sleep(0.7)
    os.kill(pid, signal.SIGKILL)


def take_twice():
    lock = Lock()
    with lock, lock:
        pass


def go():
    pids = SimpleQueue()
    killer = Process(target=kill, args=(pids,))
    killer.start()
    child = Process(target=take_twice)
    child.start()
    pids.put(child.pid)
    child.join()
    killer.join()
    return "ended"
