"""Wrong: takes a wait in the C library for the end of the child.

Caught by: the checks that read the lines, whose child begins later than that.
Verdict: FAILED. Diagnosis: wrote-before-wait.
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
