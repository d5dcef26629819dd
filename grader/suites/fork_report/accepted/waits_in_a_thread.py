"""A thread, started after the fork, waits for the child."""

from __future__ import annotations

import os
import threading


def fork_report(fd: int) -> int:
    me = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(fd, f"child {pid} {os.getpid()} {me}\n".encode())
        finally:
            os._exit(0)
    waiter = threading.Thread(target=os.waitpid, args=(pid, 0))
    waiter.start()
    waiter.join()
    os.write(fd, f"parent {pid} {me}\n".encode())
    return pid
