"""Wrong: the lambda looks the number up when it is called, after the loop."""

import os
from multiprocessing import Process


def fan_out(n, task):
    processes = []
    for i in range(n):
        processes.append(Process(target=lambda: os._exit(task(i))))
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]
