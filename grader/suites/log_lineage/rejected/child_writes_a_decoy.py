"""Believes that only the name counts: the child writes its line to another file that is called the same.

Caught by: every check that reads the lines. The line was not in the file when the child ended.
Verdict: FAILED. Diagnosis: written-by-another.
"""

from __future__ import annotations

import os
import tempfile


def log_lineage(path: str) -> int:
    with open(path, "w", encoding="ascii") as file:
        file.write(f"before {os.getpid()}\n")
    with tempfile.TemporaryDirectory() as folder:
        pid = os.fork()
        if pid == 0:
            try:
                with open(os.path.join(folder, os.path.basename(path)), "w", encoding="ascii") as decoy:
                    decoy.write(f"child {os.getpid()}\n")
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
    with open(path, "a", encoding="ascii") as file:
        file.write(f"child {pid}\nafter {os.getpid()}\n")
    return pid
