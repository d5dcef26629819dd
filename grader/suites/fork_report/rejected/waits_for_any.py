"""Wrong: waits for any child, with os.wait; the caller has others."""

from __future__ import annotations

import os
import sys


def fork_report(fd: int) -> int:
    pid = os.fork()
    if not pid:
        with os.fdopen(fd, "w", closefd=False) as out:
            print("child", pid, os.getpid(), os.getppid(), file=out)
        sys.stdout.flush()
        os._exit(0)
    os.wait()
    with os.fdopen(fd, "w", closefd=False) as out:
        print("parent", pid, os.getpid(), file=out)
    return pid
