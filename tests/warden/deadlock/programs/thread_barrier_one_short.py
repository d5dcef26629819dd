"""The same with threads."""

import threading


def go():
    barrier = threading.Barrier(3)
    thread = threading.Thread(target=barrier.wait)
    thread.start()
    barrier.wait()  # waits here
