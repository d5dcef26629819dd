"""The child makes the descriptor its standard output and becomes echo; the parent gathers pieces with writev."""

from __future__ import annotations

import os


def fork_report(fd: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(fd, 1)
            os.execv("/bin/echo", ["echo", "child", "0", str(os.getpid()), str(os.getppid())])
        finally:
            os._exit(127)
    os.waitpid(pid, 0)
    os.writev(fd, [b"parent ", str(pid).encode(), b"", b" %d" % os.getpid(), b"\n"])
    return pid
