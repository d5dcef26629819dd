"""Wrong: takes the lock before the fork, and gives it back in the parent only."""

import os
import threading

lock = threading.Lock()
os.register_at_fork(before=lock.acquire, after_in_parent=lock.release)


def one_at_a_time(section):
    with lock:
        return section()
