"""Wrong: goes to the folder of the file, and stays there."""

from __future__ import annotations

import os


def log_lineage(path: str) -> int:
    os.chdir(os.path.dirname(path) or ".")
    name = os.path.basename(path)
    with open(name, "w", encoding="ascii") as file:
        print("before", os.getpid(), file=file)
    pid = os.fork()
    if pid == 0:
        try:
            with open(name, "a", encoding="ascii") as file:
                print("child", os.getpid(), file=file)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    with open(name, "a", encoding="ascii") as file:
        print("after", os.getpid(), file=file)
    return pid
