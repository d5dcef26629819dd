"""Believes that counting for a while gives the child time enough, and collects it only after its own line.

Caught by: the check of the order, whose child begins late.
Verdict: FAILED. Diagnosis: wrote-before-wait.
"""

import os


def fork_report(fd):
    pid = os.fork()
    if pid == 0:
        os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        os._exit(0)
    for _ in range(100000):
        pass
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    os.waitpid(pid, 0)
    return pid
