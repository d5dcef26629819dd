"""Waits for the end of file of a pipe whose write end it holds open itself.

The read never ends: the parent waits for itself.

Caught by: every check: the parent sleeps in read while it owns the write end, with no child left.
Verdict: TIMED_OUT. Diagnosis: write-end-open.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    done, alive = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        os._exit(0)
    os.read(done, 1)  # end of file: the child has ended
    os.close(done)
    os.close(alive)
    os.waitpid(pid, 0)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
