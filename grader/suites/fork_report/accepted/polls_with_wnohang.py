"""Does not block in a wait: asks again and again with WNOHANG and sleeps in between."""

from __future__ import annotations

import os
import time


def _put(fd: int, *words: object) -> None:
    data = (" ".join(str(word) for word in words) + "\n").encode("ascii")
    while data:
        data = data[os.write(fd, data):]


def fork_report(fd: int) -> int:
    pid = os.fork()
    if not pid:
        try:
            _put(fd, "child", pid, os.getpid(), os.getppid())
        finally:
            os._exit(0)
    while True:
        ended, _ = os.waitpid(pid, os.WNOHANG)
        if ended == pid:
            break
        time.sleep(0.005)
    _put(fd, "parent", pid, os.getpid())
    return pid
