"""Wrong: makes a lock in each call."""

import threading


def one_at_a_time(section):
    lock = threading.Lock()
    with lock:
        return section()
