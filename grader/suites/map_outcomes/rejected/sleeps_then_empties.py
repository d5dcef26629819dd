"""Wrong: takes a pause for the end of the work."""

import multiprocessing as mp
import time


def _one(q, i, func, item):
    try:
        q.put((i, ("ok", func(item))))
    except BaseException as e:
        q.put((i, ("error", type(e).__name__)))


def map_outcomes(func, items, workers):
    q = mp.Queue()
    ps = [mp.Process(target=_one, args=(q, i, func, item)) for i, item in enumerate(items)]
    for p in ps:
        p.start()
    time.sleep(1.5)
    got = {}
    while not q.empty():
        i, o = q.get()
        got[i] = o
    for p in ps:
        p.join()
    return [got[i] for i in sorted(got)]
