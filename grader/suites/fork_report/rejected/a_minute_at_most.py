"""Waits on a pidfd for a minute at most, and goes on in any case.

Caught by: the check of the order, whose child begins later than that.
Verdict: FAILED. Diagnosis: wrote-before-wait.
"""

import os
import select


def fork_report(fd):
    pid = os.fork()
    if pid == 0:
        os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        os._exit(0)
    ended = os.pidfd_open(pid)
    select.select([ended], [], [], 60)
    os.close(ended)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    os.waitpid(pid, 0)
    return pid
