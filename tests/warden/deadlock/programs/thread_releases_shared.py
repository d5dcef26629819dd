"""The same with a lock between processes, for which a child waits."""

import threading
import time
from multiprocessing import Lock, Process


def work(lock):
    with lock:
        pass


def go():
    lock = Lock()
    lock.acquire()
    child = Process(target=work, args=(lock,))
    child.start()

    def later():
        time.sleep(0.5)
        lock.release()

    thread = threading.Thread(target=later)
    thread.start()
    child.join()
    thread.join()
    return "ended"
