"""A child has filled its queue, and its parent joins it before it reads.

https://github.com/python/cpython/issues/73983
"""

from multiprocessing import Process, Queue


def fill(results):
    for number in range(20_000):
        results.put([number, None, "text"])


if __name__ == "__main__":
    results = Queue()
    child = Process(target=fill, args=(results,))
    child.start()
    child.join()  # <- stuck
    print(results.get())
