"""A process for each item, so many at a time; the exit code tells."""

import os
from multiprocessing import Process
from multiprocessing.connection import wait


def call(handler, item):
    code = 1
    try:
        handler(item)
        code = 0
    finally:
        os._exit(code)


def process_all(items, handler, workers):
    running, failures = [], 0
    todo = list(items)
    while todo or running:
        while todo and len(running) < workers:
            process = Process(target=call, args=(handler, todo.pop(0)))
            process.start()
            running.append(process)
        wait([process.sentinel for process in running])
        for process in [process for process in running if not process.is_alive()]:
            process.join()
            failures += process.exitcode != 0
            running.remove(process)
            process.close()
    return failures
