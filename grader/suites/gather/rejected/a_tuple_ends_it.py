"""Wrong: a tuple means the end of a producer, and an item may be equal to it.

Caught by: items that are equal to the answer's own literals. FAILED, none-as-end-mark.
"""

from __future__ import annotations
import multiprocessing as mp

def _run(producer, q, i):
    try:
        producer(q)
    except BaseException:
        pass
    q.put(("finished", 1))

def gather(producers):
    q = mp.Queue()
    ps = [mp.Process(target=_run, args=(f, q, i)) for i, f in enumerate(producers)]
    for p in ps: p.start()
    out, left = [], len(ps)
    while left:
        x = q.get()
        if x == ("finished", 1): left -= 1
        else: out.append(x)
    for p in ps: p.join()
    q.close(); q.join_thread()
    return out
