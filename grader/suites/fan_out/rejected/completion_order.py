"""Wrong: appends the codes as the children end."""

import os
from multiprocessing import Process
from multiprocessing.connection import wait


def leave(task, number):
    raise SystemExit(task(number))


def fan_out(n, task):
    processes = [Process(target=leave, args=(task, number)) for number in range(n)]
    for process in processes:
        process.start()
    codes = []
    while processes:
        wait([process.sentinel for process in processes])
        for process in list(processes):
            if not process.is_alive():
                codes.append(process.exitcode)
                processes.remove(process)
    return codes
