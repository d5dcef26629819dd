"""Believes that the parent waits for its child by itself.

The parent's line stands before the child's, and the child is never collected.

Caught by: every check that reads the lines while the child is held back (os.register_at_fork(after_in_child=...) sleeps): the first line is the parent's. Evidence: nobody reaped the child. Without the delay the order is luck; the zombie (LEAKED) is certain.
Verdict: FAILED. Diagnosis: no-wait.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        os.write(fd, f"child {pid} {os.getpid()} {os.getppid()}\n".encode())
        os._exit(0)
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
