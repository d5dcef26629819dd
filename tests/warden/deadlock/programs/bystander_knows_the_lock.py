"""A process that sleeps could release the lock when it wakes up."""

import time
from multiprocessing import Lock, Process


def go():
    lock = Lock()
    Process(target=time.sleep, args=(60,), daemon=True).start()
    with lock, lock:  # waits here
        pass
