"""Wrong: takes a wait in the C library for the end of the child.

That it is over before the child in the checks that run free is luck.
"""

import ctypes
import os

libc = ctypes.CDLL(None)


def log_lineage(path):
    with open(path, "w") as file:
        file.write(f"before {os.getpid()}\n")
    pid = os.fork()
    if pid == 0:
        with open(path, "a") as file:
            file.write(f"child {os.getpid()}\n")
        os._exit(0)
    libc.poll(None, 0, 4000)
    with open(path, "a") as file:
        file.write(f"after {os.getpid()}\n")
    os.waitpid(pid, 0)
    return pid
