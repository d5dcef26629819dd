"""The item does not fit into the pipe, and nobody reads."""

from multiprocessing import SimpleQueue


def go():
    queue = SimpleQueue()
    queue.put("x" * 1_000_000)  # waits here
    return queue.get()
