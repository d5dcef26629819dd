"""The child releases what a thread of its parent held: it is alone when it does."""

import os
import threading

semaphore = threading.BoundedSemaphore()


def free():
    if not semaphore.acquire(blocking=False):
        pass
    semaphore.release()


os.register_at_fork(after_in_child=free)


def one_at_a_time(section):
    with semaphore:
        return section()
