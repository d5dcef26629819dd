"""All lines go into a file of another name, which takes the asked name when it is complete."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def log_lineage(path: str) -> int:
    folder = Path(path).absolute().parent
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:
        print("before", os.getpid(), file=file, flush=True)
        pid = os.fork()
        if pid == 0:
            try:
                print("child", os.getpid(), file=file, flush=True)
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
        print("after", os.getpid(), file=file, flush=True)
    os.replace(file.name, path)
    return pid
