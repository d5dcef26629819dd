"""Wrong: gives up all chunks that are equal to the one whose attempts are used up."""

import time
from collections import Counter
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def work(conn, mapper, chunk):
    conn.send(mapper(chunk))


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    todo = [(i, 1) for i in range(len(chunks))]
    running, totals, given_up = {}, Counter(), []
    while todo or running:
        while todo and len(running) < workers:
            i, attempt = todo.pop(0)
            r, w = Pipe(False)
            p = Process(target=work, args=(w, mapper, chunks[i]))
            p.start()
            w.close()
            running[r] = p, i, attempt, time.monotonic() + patience
        limit = min(d for *_, d in running.values()) - time.monotonic()
        ready = wait(list(running), max(0, limit))
        now = time.monotonic()
        for r, (p, i, attempt, until) in list(running.items()):
            if r not in ready and now < until:
                continue
            del running[r]
            counts = None
            if r in ready:
                try:
                    counts = r.recv()
                except EOFError:
                    pass
            p.kill()
            p.join()
            r.close()
            if counts is not None:
                totals.update(counts)
            elif attempt < attempts:
                todo.append((i, attempt + 1))
            else:
                given_up += [k for k, c in enumerate(chunks) if c == chunks[i]]
    return dict(totals), sorted(given_up)
