"""A thread held the lock when the child was forked: the child's copy is never released."""

import threading
from multiprocessing import Process

lock = threading.Lock()
held = threading.Event()
go_on = threading.Event()


def hold():
    with lock:
        held.set()
        go_on.wait()


def work():
    with lock:  # waits here
        pass


def go():
    threading.Thread(target=hold).start()
    held.wait()
    child = Process(target=work)
    child.start()
    child.join()  # waits here
    go_on.set()
