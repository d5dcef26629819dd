"""Wrong: the child opens the file with mode w."""

import os


def log_lineage(path):
    with open(path, "w") as file:
        file.write(f"before {os.getpid()}\n")
    pid = os.fork()
    if pid == 0:
        with open(path, "w") as file:
            file.write(f"child {os.getpid()}\n")
        os._exit(0)
    os.waitpid(pid, 0)
    with open(path, "a") as file:
        file.write(f"after {os.getpid()}\n")
    return pid
