"""Wrong: makes the lock anew in the first call of the child, while its threads make theirs."""

import os
import threading

lock, owner = threading.Lock(), os.getpid()


def one_at_a_time(section):
    global lock, owner
    if owner != os.getpid():
        lock = threading.Lock()
        owner = os.getpid()
    with lock:
        return section()
