"""Lets the C library poll nothing for a second and takes that for waiting; the child ends itself by SIGKILL.

Caught by: the check of the order, under a clock by which every pause may be short.
Verdict: FAILED. Diagnosis: wrote-before-wait.
"""

from __future__ import annotations

import ctypes
import os
import signal


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(0)
    ctypes.CDLL(None).poll(None, 0, 1000)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    os.waitpid(pid, 0)
    return pid
