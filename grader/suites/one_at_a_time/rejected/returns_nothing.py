"""Wrong: does not return what the section returns."""

import os
import threading

lock = threading.Lock()
os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)


def one_at_a_time(section):
    with lock:
        section()
