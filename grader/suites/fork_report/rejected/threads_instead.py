"""Believes that a thread is as good as a forked child.

The "child" has the pid of the caller; no process was started.

Caught by: every check: the evidence shows a thread and no child; the pid of the child's line is the caller's.
Verdict: FAILED. Diagnosis: threads-instead.
"""

from __future__ import annotations

import os
import threading


def fork_report(fd: int) -> int:
    def child() -> None:
        os.write(fd, f"child 0 {os.getpid()} {os.getppid()}\n".encode())

    thread = threading.Thread(target=child)
    thread.start()
    thread.join()
    os.write(fd, f"parent {os.getpid()} {os.getpid()}\n".encode())
    return os.getpid()
