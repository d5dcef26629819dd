"""Right: asks again and again whether the child has ended; each line has a file object of its own."""

import os


def add(path, line, mode="a"):
    with open(path, mode, buffering=1) as file:
        print(line, file=file)


def log_lineage(path):
    add(path, f"before {os.getpid()}", "w")
    pid = os.fork()
    if not pid:
        try:
            add(path, f"child {os.getpid()}")
        finally:
            os._exit(0)
    while not os.waitpid(pid, os.WNOHANG)[0]:
        os.sched_yield()
    add(path, f"after {os.getpid()}")
    return pid
