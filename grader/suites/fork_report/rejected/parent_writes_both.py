"""Believes that only the text counts: the parent writes the child's line, too.

The child is forked, ends at once and is waited for; it writes nothing.

Caught by: the checks that ask who wrote the child's line.
Verdict: FAILED. Diagnosis: written-by-another.
"""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    me = os.getpid()
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    os.write(fd, f"child 0 {pid} {me}\nparent {pid} {me}\n".encode())
    return pid
