"""A helper thread sleeps and then releases the lock."""

import threading
import time


def go():
    lock = threading.Lock()
    lock.acquire()

    def later():
        time.sleep(0.5)
        lock.release()

    thread = threading.Thread(target=later)
    thread.start()
    lock.acquire()
    thread.join()
    return "ended"
