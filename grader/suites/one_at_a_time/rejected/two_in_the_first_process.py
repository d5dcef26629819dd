"""Misconception: the lock that counts is the child's. In the first process a semaphore lets two in.

Caught by: three threads in a process that has imported the module itself. FAILED two-at-once.
"""

import os
import threading

_lock = threading.Semaphore(2)


def _renew():
    global _lock
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_renew)


def one_at_a_time(section):
    with _lock:
        return section()
