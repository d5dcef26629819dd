"""Waits until the descriptor of the child process (pidfd) becomes readable, then collects it."""

from __future__ import annotations

import os
import select


def child(fd: int) -> None:
    line = "child 0 %d %d\n" % (os.getpid(), os.getppid())
    os.write(fd, line.encode())


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            child(fd)
        finally:
            os._exit(0)
    watch = os.pidfd_open(pid)
    try:
        select.select([watch], [], [])
    finally:
        os.close(watch)
    os.waitpid(pid, 0)
    os.write(fd, b"parent %d %d\n" % (pid, os.getpid()))
    return pid
