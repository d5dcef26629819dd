"""A thread of the child writes, through a copy of the descriptor; the parent prints, unbuffered, bit by bit."""

from __future__ import annotations

import os
import threading


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            line = b"child %d %d %d\n" % (pid, os.getpid(), os.getppid())
            writer = threading.Thread(target=os.write, args=(os.dup(fd), line))
            writer.start()
            writer.join()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    with open(fd, "wb", buffering=0, closefd=False) as raw:
        for byte in f"parent {pid} {os.getpid()}\n".encode():
            raw.write(bytes([byte]))
    return pid
