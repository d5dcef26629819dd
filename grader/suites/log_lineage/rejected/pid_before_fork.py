"""Wrong: the child writes a pid that was asked for before the fork."""

import os


def log_lineage(path):
    own = os.getpid()
    with open(path, "w") as file:
        file.write(f"before {own}\n")
    pid = os.fork()
    if pid == 0:
        with open(path, "a") as file:
            file.write(f"child {own}\n")
        os._exit(0)
    os.waitpid(pid, 0)
    with open(path, "a") as file:
        file.write(f"after {os.getpid()}\n")
    return pid
