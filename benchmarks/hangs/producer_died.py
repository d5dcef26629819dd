"""The process that was to put items into a queue has died, and its consumer waits on.

https://github.com/python/cpython/issues/87971
"""

import multiprocessing as mp


def produce(items):
    items.put(1)
    raise RuntimeError("gone")


if __name__ == "__main__":
    items = mp.Queue()
    mp.Process(target=produce, args=(items,)).start()
    for _ in range(2):
        items.get()  # <- stuck
