"""A forked worker asks a pool of threads that its parent has started, and it has not.

https://github.com/pytorch/pytorch/issues/45198
"""

import multiprocessing as mp
from concurrent.futures import ThreadPoolExecutor

threads = ThreadPoolExecutor(1)


def load(number):
    return threads.submit(abs, number).result()  # <- stuck


if __name__ == "__main__":
    load(-1)
    worker = mp.get_context("fork").Process(target=load, args=(-2,))
    worker.start()
    worker.join()  # <- stuck
