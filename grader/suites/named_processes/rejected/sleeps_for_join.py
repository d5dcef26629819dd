"""Wrong: takes a pause for the end of the processes."""

import threading
import time
from multiprocessing import Process


def run_named(jobs):
    processes = [Process(name=name, target=target, args=args, kwargs=kwargs) for name, target, args, kwargs in jobs]
    for process in processes:
        process.start()
    time.sleep(1.0)
    return {process.name: process.exitcode for process in processes}


def isolation(box, mutate):
    process = Process(target=mutate, args=(box,))
    process.start()
    time.sleep(0.5)
    first = list(box)
    thread = threading.Thread(target=mutate, args=(box,))
    thread.start()
    thread.join()
    process.join()
    return first, list(box)
