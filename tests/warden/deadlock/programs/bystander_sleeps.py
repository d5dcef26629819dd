"""A deadlock beside a child that sleeps for long: the child could still send a signal."""

import time
from multiprocessing import Lock, Process


def go():
    Process(target=time.sleep, args=(60,), daemon=True).start()
    lock = Lock()
    with lock, lock:  # waits here
        pass
