"""Wrong: releases in the child an RLock that another thread has taken."""

import os
import threading

lock = threading.RLock()


def free():
    try:
        lock.release()
    except RuntimeError:
        pass


os.register_at_fork(after_in_child=free)


def one_at_a_time(section):
    with lock:
        return section()
