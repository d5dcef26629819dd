"""Wrong: a failing job is to raise nothing in the caller."""

import multiprocessing
import threading


def run_named(jobs):
    processes = [
        multiprocessing.Process(target=target, name=name, args=args, kwargs=kwargs)
        for name, target, args, kwargs in jobs
    ]
    for process in processes:
        process.start()
    codes = {}
    for process in processes:
        process.join()
        if process.exitcode != 0:
            raise RuntimeError(f"{process.name} failed")
        codes[process.name] = process.exitcode
    return codes


def isolation(box, mutate):
    process = multiprocessing.Process(target=mutate, args=(box,))
    process.start()
    process.join()
    first = list(box)
    thread = threading.Thread(target=mutate, args=(box,))
    thread.start()
    thread.join()
    return first, list(box)
