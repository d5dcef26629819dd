"""The same within one process."""

import threading


def go():
    lock = threading.Lock()
    with lock, lock:  # waits here
        pass
