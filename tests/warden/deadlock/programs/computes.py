"""Two processes compute while the caller waits."""

from multiprocessing import Process


def work():
    n = 0
    for i in range(3_000_000):
        n += i


def go():
    children = [Process(target=work) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    return "ended"
