"""Both let the kernel copy their lines with sendfile."""

from __future__ import annotations

import os


def put(fd: int, line: bytes) -> None:
    memory = os.memfd_create("line")
    os.write(memory, line)
    os.sendfile(fd, memory, 0, len(line))
    os.close(memory)


def log_lineage(path: str) -> int:
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644)
    put(fd, b"before %d\n" % os.getpid())
    pid = os.fork()
    if pid == 0:
        try:
            put(fd, b"child %d\n" % os.getpid())
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    put(fd, b"after %d\n" % os.getpid())
    os.close(fd)
    return pid
