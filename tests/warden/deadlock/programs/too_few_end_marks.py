"""Two readers, one end mark."""

from multiprocessing import Process, Queue


def read(queue, name):
    while queue.get() is not None:  # waits here
        pass


def go():
    queue = Queue()
    queue.put(None)
    for number in range(2):
        child = Process(target=read, args=(queue, number))
        child.start()
        child.join()  # waits here
