"""The thread that forks takes the lock first, so that no other thread has it at that moment."""

import os
import threading

lock = threading.Lock()
os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)


def one_at_a_time(section):
    with lock:
        return section()
