"""A queue of one process."""

import queue


def go():
    return queue.Queue().get()  # waits here
