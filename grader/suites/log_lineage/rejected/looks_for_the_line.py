"""Wrong: takes the child's line in the file for the child's end."""

import os
import time


def log_lineage(path):
    with open(path, "w") as file:
        file.write(f"before {os.getpid()}\n")
    pid = os.fork()
    if pid == 0:
        with open(path, "a") as file:
            file.write(f"child {os.getpid()}\n")
        os._exit(0)
    while True:
        with open(path) as file:
            if "child" in file.read():
                break
        time.sleep(0.001)
    with open(path, "a") as file:
        file.write(f"after {os.getpid()}\n")
    os.waitpid(pid, 0)
    return pid
