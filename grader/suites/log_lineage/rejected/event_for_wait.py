"""Wrong: takes a wait for an event that nobody sets for the end of the child."""

import os
import threading


def log_lineage(path):
    with open(path, "w") as file:
        file.write(f"before {os.getpid()}\n")
    pid = os.fork()
    if pid == 0:
        with open(path, "a") as file:
            file.write(f"child {os.getpid()}\n")
        os._exit(0)
    threading.Event().wait(0.7)
    with open(path, "a") as file:
        file.write(f"after {os.getpid()}\n")
    os.waitpid(pid, 0)
    return pid
