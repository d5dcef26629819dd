"""Nobody connects."""

from multiprocessing.connection import Listener


def go():
    with Listener(family="AF_UNIX") as listener:
        listener.accept()  # waits here
