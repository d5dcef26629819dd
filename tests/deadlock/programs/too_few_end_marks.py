"""Two readers, one end mark."""

from multiprocessing import Process, Queue


def read(queue, name):
    while queue.get() is not None:  # waits here
        pass


def go():
    queue = Queue()
    children = [Process(target=read, args=(queue, number)) for number in range(2)]
    queue.put(None)
    for child in children:
        child.start()
    for child in children:
        child.join()  # waits here
