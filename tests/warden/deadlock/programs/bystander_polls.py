"""Join before drain, beside a process that looks around for ever and has nothing of the queue."""

import time
from multiprocessing import Process, Queue


def look_around():
    while True:
        time.sleep(0.01)


def fill(queue):
    queue.put(b"x" * 1_000_000)


def go():
    Process(target=look_around, daemon=True).start()
    queue = Queue()
    child = Process(target=fill, args=(queue,))
    child.start()
    child.join()  # waits here
