"""Believes that who maps the file is taken for its writer: the parent writes the child's line, byte by byte.

Caught by: every check that reads the lines. What others wrote leaves no room for a line of the child's.
Verdict: FAILED. Diagnosis: written-by-another.
"""

from __future__ import annotations

import mmap
import os


def log_lineage(path: str) -> int:
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644)
    elsewhere = os.open(os.devnull, os.O_WRONLY)
    os.write(fd, b"before %d\n" % os.getpid())
    pid = os.fork()
    if pid == 0:
        try:
            mmap.mmap(fd, 0).close()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    for letter in b"child %d\nafter %d\n" % (pid, os.getpid()):
        os.write(fd, bytes([letter]))
        os.write(elsewhere, b".")
    os.close(elsewhere)
    os.close(fd)
    return pid
