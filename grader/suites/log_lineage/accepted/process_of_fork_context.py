"""Process of the fork context; pathlib."""

import multiprocessing
import os
from pathlib import Path


def child(path):
    with path.open("a") as file:
        file.write(f"child {os.getpid()}\n")


def log_lineage(path):
    path = Path(path)
    path.write_text(f"before {os.getpid()}\n")
    process = multiprocessing.get_context("fork").Process(target=child, args=(path,))
    process.start()
    process.join()
    pid = process.pid
    process.close()
    with path.open("a") as file:
        print("after", os.getpid(), file=file, end="")
    return pid
