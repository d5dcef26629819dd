"""The child makes the file longer and writes into it as into memory; the parent writes at positions."""

from __future__ import annotations

import mmap
import os


def log_lineage(path: str) -> int:
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644)
    start = os.pwrite(fd, b"before %d\n" % os.getpid(), 0)
    pid = os.fork()
    if pid == 0:
        try:
            line = b"child %d\n" % os.getpid()
            os.ftruncate(fd, start + len(line))
            with mmap.mmap(fd, 0) as memory:
                memory[start:] = line
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    os.pwritev(fd, [b"after ", b"%d\n" % os.getpid()], os.fstat(fd).st_size)
    os.close(fd)
    return pid
