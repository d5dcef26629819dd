"""Writes both lines itself with an invented pid.

No process was ever forked.

Caught by: every check: the evidence shows no child, whatever the lines say.
Verdict: FAILED. Diagnosis: no-real-process.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    pid = os.getpid() + 1
    os.write(fd, f"child 0 {pid} {os.getpid()}\n".encode())
    os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
    return pid
