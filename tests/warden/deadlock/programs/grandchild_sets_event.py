"""The event is set two generations below."""

import time
from multiprocessing import Event, Process


def last(event):
    time.sleep(0.5)
    event.set()


def middle(event):
    child = Process(target=last, args=(event,))
    child.start()
    child.join()


def go():
    event = Event()
    child = Process(target=middle, args=(event,))
    child.start()
    event.wait()
    child.join()
    return "ended"
