"""Wrong: looks once whether the child has ended, and does not wait."""

import os


def log_lineage(path):
    with open(path, "w") as file:
        file.write(f"before {os.getpid()}\n")
    pid = os.fork()
    if pid == 0:
        try:
            with open(path, "a") as file:
                file.write(f"child {os.getpid()}\n")
        finally:
            os._exit(0)
    os.waitpid(pid, os.WNOHANG)
    with open(path, "a") as file:
        file.write(f"after {os.getpid()}\n")
    return pid
