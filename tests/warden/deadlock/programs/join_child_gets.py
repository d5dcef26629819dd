"""The child waits for an item, the caller for the child."""

from multiprocessing import Process, Queue


def take(queue):
    queue.get()  # waits here


def go():
    queue = Queue()
    child = Process(target=take, args=(queue,))
    child.start()
    child.join()  # waits here
