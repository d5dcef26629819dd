"""All workers are dead, and the end marks for them do not fit into the queue.

https://github.com/joblib/loky/issues/101
"""

import multiprocessing as mp
import os

if __name__ == "__main__":
    calls = mp.Queue(2)
    workers = [mp.Process(target=os._exit, args=(1,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for _ in workers:
        calls.put(None)  # <- stuck
