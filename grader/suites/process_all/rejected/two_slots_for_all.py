"""Wrong: counts in one of two slots, by its process id."""

import os
from multiprocessing import Array, JoinableQueue, Process

def loop(q, handler, slots):
    while (x := q.get()) is not None:
        try:
            handler(x[0])
        except BaseException:
            slots[os.getpid() % 2] += 1
        q.task_done()
    q.task_done()

def process_all(items, handler, workers):
    q, slots = (JoinableQueue(), Array('q', 2))
    ps = [Process(target=loop, args=(q, handler, slots)) for _ in range(workers)]
    for p in ps:
        p.start()
    for i in items:
        q.put((i,))
    for p in ps:
        q.put(None)
    q.join()
    for p in ps:
        p.join()
    q.close()
    q.join_thread()
    return sum(slots)
