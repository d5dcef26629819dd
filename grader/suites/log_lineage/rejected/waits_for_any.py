"""Wrong: waits for any child."""

import os


def log_lineage(path):
    with open(path, "w") as file:
        file.write(f"before {os.getpid()}\n")
    pid = os.fork()
    if pid == 0:
        with open(path, "a") as file:
            file.write(f"child {os.getpid()}\n")
        os._exit(0)
    while True:
        if os.wait()[0] == pid:
            break
    with open(path, "a") as file:
        file.write(f"after {os.getpid()}\n")
    return pid
