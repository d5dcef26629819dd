"""A thread waits for an event that only the caller could set."""

import threading


def go():
    event = threading.Event()
    thread = threading.Thread(target=event.wait)
    thread.start()
    thread.join()  # waits here
    event.set()
