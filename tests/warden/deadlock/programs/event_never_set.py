"""The caller would set the event after the join."""

from multiprocessing import Event, Process


def work(event):
    event.wait()  # waits here


def go():
    event = Event()
    child = Process(target=work, args=(event,))
    child.start()
    child.join()  # waits here
    event.set()
