"""Believes that a mapping hides who writes: the parent writes all lines into memory that the child shares.

Caught by: every check that reads the lines. The line was not in the file when the child ended.
Verdict: FAILED. Diagnosis: written-by-another.
"""

from __future__ import annotations

import mmap
import os


def log_lineage(path: str) -> int:
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644)
    os.ftruncate(fd, 200)
    with mmap.mmap(fd, 200) as memory:
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)
        text = b"before %d\nchild %d\nafter %d\n" % (os.getpid(), pid, os.getpid())
        memory[: len(text)] = text
    os.ftruncate(fd, len(text))
    os.close(fd)
    return pid
