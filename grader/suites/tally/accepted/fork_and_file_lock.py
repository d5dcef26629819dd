"""Os.fork; a raw value and a lock of its own for all."""

import multiprocessing
import os


def add(counter, n):
    for _ in range(n):
        counter.acquire()
        counter.value += 1
        counter.release()


def tally(workers, hits):
    context = multiprocessing.get_context("fork")
    lock, raw = context.Lock(), context.RawValue("q", 0)
    pids = []
    for _ in range(workers):
        pid = os.fork()
        if pid == 0:
            for _ in range(hits):
                with lock:
                    raw.value += 1
            os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)
    return raw.value
