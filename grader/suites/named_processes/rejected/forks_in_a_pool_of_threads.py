"""Wrong: a process forked by an executor's thread waits for that thread when it ends, which raises an error."""

import copy
import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor


def run_named(jobs):
    if not jobs:
        return {}
    gate = threading.Barrier(len(jobs))

    def run(job):
        name, target, args, kwargs = job
        process = multiprocessing.Process(name=name, target=target, args=args, kwargs=kwargs)
        gate.wait()
        process.start()
        process.join()
        return name, process.exitcode

    with ThreadPoolExecutor(len(jobs)) as pool:
        return dict(pool.map(run, jobs))


def isolation(box, mutate):
    seen = []
    for kind in (multiprocessing.Process, threading.Thread):
        worker = kind(target=mutate, args=(box,))
        worker.start()
        worker.join()
        seen.append(copy.copy(box))
    return tuple(seen)
