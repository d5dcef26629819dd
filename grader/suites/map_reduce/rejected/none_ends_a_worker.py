"""Wrong: a worker ends when it is given None, and a chunk may be None.

Caught by: chunks of any value, None too. FAILED, none-as-end-mark.
"""

from __future__ import annotations

import time
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def serve(connection, mapper):
    while True:
        try:
            chunk = connection.recv()
        except EOFError:
            return
        if chunk is None:
            return
        try:
            message = ("counts", mapper(chunk))
        except Exception:
            message = ("failed", None)
        connection.send(message)


class Worker:
    def __init__(self, mapper, others):
        self.connection, theirs = Pipe()
        self.process = Process(target=serve, args=(theirs, mapper))
        self.process.start()
        theirs.close()
        self.index = None

    def stop(self):
        self.process.kill()
        self.process.join()
        self.connection.close()


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    failures, totals, lost = [0] * len(chunks), {}, []
    todo, idle, busy = list(range(len(chunks))), [], {}
    while todo or busy:
        while todo and len(busy) < workers:
            worker = idle.pop() if idle else Worker(mapper, busy)
            worker.index = todo.pop(0)
            worker.until = time.monotonic() + patience
            worker.connection.send(chunks[worker.index])
            busy[worker.connection] = worker
        first = min(worker.until for worker in busy.values())
        things = [thing for worker in busy.values() for thing in (worker.connection, worker.process.sentinel)]
        ready = wait(things, max(0, first - time.monotonic()))
        for connection, worker in list(busy.items()):
            gone = worker.process.sentinel in ready
            if not gone and connection not in ready and time.monotonic() < worker.until:
                continue
            del busy[connection]
            try:
                kind, counts = connection.recv() if connection.poll() else ("lost", None)
            except (EOFError, OSError):
                kind, counts = "lost", None
            if kind == "counts":
                for key in counts:
                    totals[key] = totals.get(key, 0) + counts[key]
            else:
                failures[worker.index] += 1
                if failures[worker.index] < attempts:
                    todo.append(worker.index)
                else:
                    lost.append(worker.index)
            if kind == "lost" or gone:
                worker.stop()
            else:
                idle.append(worker)
    for worker in idle:
        worker.stop()
    return totals, sorted(lost)
