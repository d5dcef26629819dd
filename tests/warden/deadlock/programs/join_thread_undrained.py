"""join_thread waits for the feeder thread, which waits for a reader."""

from multiprocessing import Queue


def go():
    queue = Queue()
    queue.put("x" * 1_000_000)
    queue.close()
    queue.join_thread()  # waits here
