"""Joins everything in short slices, as often as it takes."""

import multiprocessing
import threading


def run_named(jobs):
    processes = [
        multiprocessing.Process(target=target, name=name, args=tuple(args), kwargs=dict(kwargs))
        for name, target, args, kwargs in jobs
    ]
    for process in processes:
        process.start()
    while any(process.exitcode is None for process in processes):
        for process in processes:
            process.join(0.03)
    return {process.name: process.exitcode for process in processes}


def isolation(box, mutate):
    process = multiprocessing.Process(target=mutate, args=(box,))
    process.start()
    while process.is_alive():
        process.join(0.05)
    first = list(box)
    thread = threading.Thread(target=mutate, args=(box,))
    thread.start()
    while thread.is_alive():
        thread.join(0.05)
    return first, list(box)
