"""put with a time limit."""

from multiprocessing import Queue
from queue import Full


def go():
    queue = Queue(1)
    queue.put(1)
    try:
        queue.put(2, timeout=0.5)
    except Full:
        queue.get()
        queue.close()
        queue.join_thread()
        return "ended"
