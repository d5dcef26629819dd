"""acquire with a time limit, between processes and threads."""

import multiprocessing
import threading


def go():
    for lock in (multiprocessing.Lock(), threading.Lock(), multiprocessing.Semaphore(1)):
        lock.acquire()
        lock.acquire(timeout=0.3)
    return "ended"
