"""Another thread of the process sleeps: it could release the lock when it wakes up."""

import threading
import time


def nap():
    time.sleep(60)


def go():
    threading.Thread(target=nap, daemon=True).start()
    lock = threading.Lock()
    with lock, lock:  # waits here
        pass
