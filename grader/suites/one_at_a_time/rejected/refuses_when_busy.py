"""Wrong: calls the section only if the lock is free."""

import os
import threading

lock = threading.Lock()
os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)


def one_at_a_time(section):
    if lock.acquire(blocking=False):
        try:
            return section()
        finally:
            lock.release()
    return None
