"""The parent maps the file, and both write into the memory that they share."""

from __future__ import annotations

import mmap
import os


def log_lineage(path: str) -> int:
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644)
    os.ftruncate(fd, 200)
    with mmap.mmap(fd, 200) as memory:
        memory.write(b"before %d\n" % os.getpid())
        start = memory.tell()
        pid = os.fork()
        if pid == 0:
            try:
                memory.write(b"child %d\n" % os.getpid())
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
        memory.seek(memory.find(b"\n", start) + 1)
        memory.write(b"after %d\n" % os.getpid())
        size = memory.tell()
    os.ftruncate(fd, size)
    os.close(fd)
    return pid
