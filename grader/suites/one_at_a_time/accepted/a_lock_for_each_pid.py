"""One lock for each process, found by its pid."""

import os
import threading

locks = {}


def one_at_a_time(section):
    lock = locks.setdefault(os.getpid(), threading.Lock())
    lock.acquire()
    try:
        return section()
    finally:
        lock.release()
