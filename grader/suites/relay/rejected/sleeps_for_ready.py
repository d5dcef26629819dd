"""Wrong: takes a pause for the end of the reading task.

The check of many messages has too many steps for an order: whether the pause is long enough there is luck.
"""

import multiprocessing as mp
import queue
import time


def _read(messages, q):
    for n, m in enumerate(messages):
        q.put((n, m))


def _transform(transform, q):
    i, m = q.get()
    return i, transform(m)


def relay(messages, transform, workers):
    with mp.Manager() as manager:
        q = manager.Queue()
        with mp.Pool(workers) as pool:
            pool.apply_async(_read, (messages, q))
            time.sleep(1.0)
            pairs = pool.starmap(_transform, [(transform, q)] * q.qsize())
            pool.close()
            pool.join()
    return [v for _, v in sorted(pairs, key=lambda p: p[0])]
