"""Leaves modules where others would look.

Verdict: FAILED LEAKED CRASHED
Needs: walls
"""

import os
import pathlib

for folder in ("/tmp", ".", "/work", os.environ.get("TMPDIR", "/tmp")):
    try:
        pathlib.Path(folder, "multiprocessing.py").write_text("raise SystemExit")
    except OSError:
        pass


def squares(square, numbers):
    return 42
