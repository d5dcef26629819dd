"""Wrong: drops items that are false."""

import multiprocessing as mp
from multiprocessing.connection import wait


class Q:
    def __init__(self, c):
        self.c = c

    def put(self, item):
        self.c.send(item)


def gather(producers):
    readers, ps, out = [], [], []
    for f in producers:
        r, w = mp.Pipe(False)
        p = mp.Process(target=f, args=(Q(w),))
        p.start()
        w.close()
        readers.append(r)
        ps.append(p)
    while readers:
        for r in wait(readers):
            try:
                if item := r.recv():
                    out.append(item)
            except EOFError:
                readers.remove(r)
                r.close()
    for p in ps:
        p.join()
    return out
