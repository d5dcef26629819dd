"""The child has put one item; the caller wants two."""

from multiprocessing import Process, SimpleQueue


def work(queue):
    queue.put(1)


def go():
    queue = SimpleQueue()
    child = Process(target=work, args=(queue,))
    child.start()
    child.join()
    return queue.get() + queue.get()  # waits here
