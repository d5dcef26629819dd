"""The child waits for the manager's event, the caller for the child."""

from multiprocessing import Manager, Process


def work(event):
    event.wait()  # waits here


def go():
    with Manager() as manager:
        event = manager.Event()
        child = Process(target=work, args=(event,))
        child.start()
        child.join()  # waits here
