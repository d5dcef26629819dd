"""Wrong: the first line is still in the buffer at the fork, and both write it."""

import os


def log_lineage(path):
    with open(path, "w") as file:
        file.write(f"before {os.getpid()}\n")
        pid = os.fork()
        if pid == 0:
            file.write(f"child {os.getpid()}\n")
            file.close()
            os._exit(0)
        os.waitpid(pid, 0)
        file.write(f"after {os.getpid()}\n")
    return pid
