"""A thread pumps what a process says, the process is gone, and the thread is joined.

https://github.com/google/ml-compiler-opt/pull/83
"""

import multiprocessing as mp
import os
import threading


def pump(messages):
    while messages.get() is not None:  # <- stuck
        pass


if __name__ == "__main__":
    messages = mp.Queue()
    worker = mp.Process(target=os._exit, args=(1,))
    worker.start()
    thread = threading.Thread(target=pump, args=(messages,))
    thread.start()
    worker.join()
    thread.join()  # <- stuck
