"""Calls fork of the C library behind Python's back and throws the child away.

Caught by: every check: os.fork was to be called.
Verdict: FAILED. Diagnosis: not-os-fork.
"""

from __future__ import annotations

import ctypes
import os


def fork_report(fd: int) -> int:
    libc = ctypes.CDLL(None)
    pid = int(libc.fork())
    if pid == 0:
        libc._exit(0)
    os.waitpid(pid, 0)
    os.write(fd, f"child 0 {pid} {os.getpid()}\nparent {pid} {os.getpid()}\n".encode())
    return pid
