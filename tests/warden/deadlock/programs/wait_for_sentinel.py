"""connection.wait on the sentinel of a child that waits for an item."""

from multiprocessing import Process, Queue
from multiprocessing.connection import wait


def take(queue):
    queue.get()  # waits here


def go():
    queue = Queue()
    child = Process(target=take, args=(queue,))
    child.start()
    wait([child.sentinel])  # waits here
