"""Both let the kernel copy their lines with sendfile; files opened for appending take no such copy."""

from __future__ import annotations

import os


def report(fd: int, line: str) -> None:
    memory = os.memfd_create("line")
    os.write(memory, line.encode())
    try:
        os.sendfile(fd, memory, 0, len(line))
    except OSError:
        os.write(fd, line.encode())
    os.close(memory)


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            report(fd, f"child {pid} {os.getpid()} {os.getppid()}\n")
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    report(fd, f"parent {pid} {os.getpid()}\n")
    return pid
