"""Believes that Path.write_text adds to a file.

It opens the file with mode "w", so the two lines that were there are gone.

Caught by: every check that reads the lines.
Verdict: FAILED. Diagnosis: emptied-again.
"""

from __future__ import annotations

import os
from pathlib import Path


def log_lineage(path: str) -> int:
    with open(path, "w", encoding="ascii") as file:
        print("before", os.getpid(), file=file)
    pid = os.fork()
    if pid == 0:
        try:
            with open(path, "a", encoding="ascii") as file:
                print("child", os.getpid(), file=file)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    Path(path).write_text(f"after {os.getpid()}\n", encoding="ascii")
    return pid
