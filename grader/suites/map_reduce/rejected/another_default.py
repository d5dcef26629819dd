"""Wrong: has another patience than the contract where none is given.

Misconception: the caller always says how long to wait.
Caught by: a mapper that takes nine seconds, asked for without a patience.
Verdict: FAILED. Diagnosis: stopped-early.
"""

from multiprocessing import Pipe, Process
from multiprocessing.connection import wait
from time import monotonic
def _child(s, mapper, chunk):
    s.send(mapper(chunk))
    s.close()
def map_reduce(chunks, mapper, workers, attempts=3, patience=5.0):
    todo = [(i, 1) for i in range(len(chunks))]
    running, totals, lost = {}, {}, []
    while todo or running:
        while todo and len(running) < workers:
            i, k = todo.pop(0)
            r, s = Pipe(False)
            p = Process(target=_child, args=(s, mapper, chunks[i]))
            p.start()
            s.close()
            running[r] = (p, i, k, monotonic() + patience)
        left = max(0, min(v[3] for v in running.values()) - monotonic())
        ready = wait(list(running), left)
        now = monotonic()
        for r in list(running):
            p, i, k, end = running[r]
            if r not in ready and now < end:
                continue
            counts = None
            if r in ready:
                try:
                    counts = r.recv()
                except EOFError:
                    pass
            del running[r]
            p.kill()
            p.join()
            r.close()
            if counts is not None:
                for key, c in counts.items():
                    totals[key] = totals.get(key, 0) + c
            elif k < attempts:
                todo.append((i, k + 1))
            else:
                lost.append(i)
    return totals, sorted(lost)
