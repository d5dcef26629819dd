"""The reader never says task_done, and has ended."""

from multiprocessing import JoinableQueue, Process


def work(queue):
    while queue.get() is not None:
        pass


def go():
    queue = JoinableQueue()
    child = Process(target=work, args=(queue,))
    child.start()
    for item in (1, 2, None):
        queue.put(item)
    child.join()
    queue.join()  # waits here
