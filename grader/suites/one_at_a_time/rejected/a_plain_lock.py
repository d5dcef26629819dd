"""Wrong: takes a lock that the child inherits as it is."""

import threading

lock = threading.Lock()


def one_at_a_time(section):
    with lock:
        return section()
