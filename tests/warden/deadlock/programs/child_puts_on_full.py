"""The child waits for a free place in a queue that the caller reads only after the join."""

from multiprocessing import Process, Queue


def fill(queue):
    for number in range(3):
        queue.put(number)  # waits here


def go():
    queue = Queue(2)
    child = Process(target=fill, args=(queue,))
    child.start()
    child.join()  # waits here
    return [queue.get() for _ in range(3)]
