"""Wrong: takes a pause for the end of the work."""

import multiprocessing as mp
import sys
import time


def _one(q, i, x, factor):
    q.put((i, x * factor))


def scaled(items, factor, workers, method):
    ctx = mp.get_context(method)
    q = ctx.Queue()
    got = {}
    for s in range(0, len(items), workers):
        ps = [ctx.Process(target=_one, args=(q, i, x, factor)) for i, x in list(enumerate(items))[s : s + workers]]
        for p in ps:
            p.start()
        time.sleep(0.7)
        while not q.empty():
            i, o = q.get()
            got[i] = o
        for p in ps:
            p.join()
    return [got[i] for i in sorted(got)]


if __name__ == "__main__":
    print(*scaled(list(map(int, sys.argv[3:])), int(sys.argv[2]), 4, sys.argv[1]))
