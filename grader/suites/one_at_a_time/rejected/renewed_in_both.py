"""Wrong: makes the lock anew in the parent, too."""

import os
import threading


def renew():
    global lock
    lock = threading.Lock()


renew()
os.register_at_fork(after_in_parent=renew, after_in_child=renew)


def one_at_a_time(section):
    with lock:
        return section()
