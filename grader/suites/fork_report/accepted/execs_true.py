"""The child becomes another program after its line; waits with os.waitpid in a match statement."""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    match os.fork():
        case 0:
            try:
                os.write(fd, f"child 0 {os.getpid()} {os.getppid()}\n".encode())
                os.execvp("true", ["true"])
            finally:
                os._exit(127)
        case pid:
            assert os.waitpid(pid, 0)[0] == pid
            os.write(fd, f"parent {pid} {os.getpid()}\n".encode())
            return pid
