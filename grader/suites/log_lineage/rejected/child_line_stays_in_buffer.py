"""Wrong: os._exit throws away the buffer with the line of the child."""

import os


def log_lineage(path):
    with open(path, "w") as file:
        file.write(f"before {os.getpid()}\n")
        file.flush()
        pid = os.fork()
        if pid == 0:
            file.write(f"child {os.getpid()}\n")
            os._exit(0)
        os.waitpid(pid, 0)
        file.write(f"after {os.getpid()}\n")
    return pid
