"""A thread's event set in a child is not set here."""

import threading
from multiprocessing import Process

ready = threading.Event()


def work():
    ready.set()


def go():
    child = Process(target=work)
    child.start()
    child.join()
    ready.wait()  # waits here
