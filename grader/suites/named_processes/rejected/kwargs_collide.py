"""Wrong: a job's keywords pass through a function that has parameters of its own, and one of them may be called `target`.

Caught by: keywords that have the names of the answer's own parameters. FAILED, keyword-taken.
"""

from __future__ import annotations
import multiprocessing
import threading


def _call(target, args=(), **kwargs):
    target(*args, **kwargs)


def run_named(jobs):
    processes = []
    for name, target, args, kwargs in jobs:
        processes.append(multiprocessing.Process(target=_call, name=name, args=(target, args), kwargs=kwargs))
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return {process.name: process.exitcode for process in processes}


def isolation(box, mutate):
    process = multiprocessing.Process(target=mutate, args=(box,))
    process.start()
    process.join()
    first = list(box)
    thread = threading.Thread(target=mutate, args=(box,))
    thread.start()
    thread.join()
    return first, list(box)
