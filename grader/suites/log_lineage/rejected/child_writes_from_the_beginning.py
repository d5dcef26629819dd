"""Wrong: mode r+ begins at the beginning, and the child writes over the first line."""

import os


def log_lineage(path):
    with open(path, "w") as file:
        file.write(f"before {os.getpid()}\n")
    pid = os.fork()
    if pid == 0:
        try:
            with open(path, "r+") as file:
                file.write(f"child {os.getpid()}\n")
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    with open(path, "a") as file:
        file.write(f"after {os.getpid()}\n")
    return pid
