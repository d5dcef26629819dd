"""Believes that a child that has closed its pipe needs no wait.

Lines and order are right, but nobody collects the child: a zombie stays.

Caught by: the engine in every check: a zombie (or the ending process) is left. Where the child's end is held back, its
descriptors are closed already: the parent's line comes before the end.
Verdict: LEAKED, FAILED there. Diagnosis: no-wait.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    done, alive = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        os._exit(0)
    os.close(alive)
    os.read(done, 1)  # end of file: the child has ended
    os.close(done)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
