"""A loop that asks and sleeps."""

import time
from multiprocessing import Process, Queue


def work(queue):
    time.sleep(0.5)
    queue.put("ended")


def go():
    queue = Queue()
    child = Process(target=work, args=(queue,))
    child.start()
    while queue.empty():
        time.sleep(0.01)
    child.join()
    return queue.get()
