"""Asks for a minute whether the child has ended, and goes on in any case.

Caught by: the checks that read the lines, whose child begins later than that.
Verdict: FAILED. Diagnosis: wrote-before-wait.
"""

import os
import time


def log_lineage(path):
    with open(path, "w") as file:
        file.write(f"before {os.getpid()}\n")
    pid = os.fork()
    if pid == 0:
        with open(path, "a") as file:
            file.write(f"child {os.getpid()}\n")
        os._exit(0)
    ended, deadline = 0, time.monotonic() + 60
    while not ended and time.monotonic() < deadline:
        ended, _ = os.waitpid(pid, os.WNOHANG)
        time.sleep(0.05)
    with open(path, "a") as file:
        file.write(f"after {os.getpid()}\n")
    if not ended:
        os.waitpid(pid, 0)
    return pid
