"""Tries the lock, and sleeps a little if it is taken; the child tries its own."""

import os
import threading
import time

locks = {os.getpid(): threading.Lock()}
os.register_at_fork(after_in_child=lambda: locks.update({os.getpid(): threading.Lock()}))


def one_at_a_time(section):
    while not locks[os.getpid()].acquire(blocking=False):
        time.sleep(0.001)
    try:
        return section()
    finally:
        locks[os.getpid()].release()
