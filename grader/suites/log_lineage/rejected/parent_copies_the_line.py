"""Believes that who maps the file is taken for its writer: the kernel copies all lines for the parent.

Caught by: every check that reads the lines. What others wrote leaves no room for a line of the child's.
Verdict: FAILED. Diagnosis: written-by-another.
"""

from __future__ import annotations

import mmap
import os


def log_lineage(path: str) -> int:
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644)
    os.write(fd, b"before %d\n" % os.getpid())
    pid = os.fork()
    if pid == 0:
        try:
            mmap.mmap(fd, 0).close()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    lines = b"child %d\nafter %d\n" % (pid, os.getpid())
    memory = os.memfd_create("lines")
    os.write(memory, lines)
    os.sendfile(fd, memory, 0, len(lines))
    os.close(memory)
    os.close(fd)
    return pid
