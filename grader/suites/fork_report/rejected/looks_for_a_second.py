"""Asks a hundred times, ten milliseconds apart, whether the child has ended, and goes on in any case.

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
    ended = 0
    for _ in range(100):
        ended, _ = os.waitpid(pid, os.WNOHANG)
        if ended:
            break
        time.sleep(0.01)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    if not ended:
        os.waitpid(pid, 0)
    return pid
