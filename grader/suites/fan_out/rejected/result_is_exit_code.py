"""Wrong: what a target returns is lost; the exit code is 0."""

from multiprocessing import Process


def fan_out(n, task):
    processes = [Process(target=task, args=(i,)) for i in range(n)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]
