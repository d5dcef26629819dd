"""Process objects, whose targets call sys.exit."""

import sys
from multiprocessing import Process


def leave(task, number):
    sys.exit(task(number))


def fan_out(n, task):
    processes = [Process(target=leave, args=(task, number)) for number in range(n)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]
