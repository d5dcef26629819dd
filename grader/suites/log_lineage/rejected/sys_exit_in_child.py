"""Wrong: sys.exit in the child unwinds into the caller."""

import os
import sys


def log_lineage(path):
    with open(path, "w") as file:
        file.write(f"before {os.getpid()}\n")
    pid = os.fork()
    if pid == 0:
        with open(path, "a") as file:
            file.write(f"child {os.getpid()}\n")
        sys.exit(0)
    os.waitpid(pid, 0)
    with open(path, "a") as file:
        file.write(f"after {os.getpid()}\n")
    return pid
