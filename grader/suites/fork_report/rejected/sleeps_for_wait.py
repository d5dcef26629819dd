"""Believes that a second is long enough for any child, and collects it only after its own line.

Caught by: the check of the order, whose child begins later than that.
Verdict: FAILED. Diagnosis: wrote-before-wait.
"""

import os
import time


def fork_report(fd):
    pid = os.fork()
    if pid == 0:
        os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        os._exit(0)
    time.sleep(1)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    os.waitpid(pid, 0)
    return pid
