"""Takes multiprocessing.Process for os.fork; the 0 of the child's line is made up.

Caught by: every check: os.fork was to be called, once, by the function.
Verdict: FAILED. Diagnosis: not-os-fork.
"""

from __future__ import annotations

import os
from multiprocessing import get_context


def report(fd: int) -> None:
    os.write(fd, f"child 0 {os.getpid()} {os.getppid()}\n".encode())


def fork_report(fd: int) -> int:
    child = get_context("fork").Process(target=report, args=(fd,))
    child.start()
    child.join()
    assert child.pid is not None
    os.write(fd, f"parent {child.pid} {os.getpid()}\n".encode())
    return child.pid
