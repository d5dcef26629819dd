"""Lets the C library sleep for a second and takes that for waiting; the child ends itself by SIGKILL.

Caught by: the checks that read the lines, whose child outlasts the pause.
Verdict: FAILED. Diagnosis: wrote-before-wait.
"""

from __future__ import annotations

import ctypes
import os
import signal


def add(path: str, line: str, mode: str = "a") -> None:
    with open(path, mode, encoding="ascii") as file:
        print(line, file=file)


def log_lineage(path: str) -> int:
    add(path, f"before {os.getpid()}", "w")
    pid = os.fork()
    if pid == 0:
        try:
            add(path, f"child {os.getpid()}")
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(0)
    ctypes.CDLL(None).sleep(1)
    add(path, f"after {os.getpid()}")
    os.waitpid(pid, 0)
    return pid
