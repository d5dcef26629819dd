"""Two processes put much into one queue; the one that is joined first has to wait for the other's turn to write."""

from multiprocessing import Process, Queue


def put_much(queue):
    queue.put("x" * 1_000_000)


def go():
    queue = Queue()
    writing = Process(target=put_much, args=(queue,))
    writing.start()
    queue._reader.poll(None)
    behind = Process(target=put_much, args=(queue,))
    behind.start()
    behind.join()  # waits here
    writing.join()
    return [queue.get() for _ in range(2)]
