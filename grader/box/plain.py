"""Rung ``none``: the warden, resource limits and a folder; nothing keeps the submission in.

Theory of operation
-------------------
For a student's own code on the student's own machine. The box is a folder with a work, a
temporary and a stage folder; files, network, /dev/shm and other processes of the user are within
reach. The warden still sees, limits and ends every process.
"""

from __future__ import annotations

import functools
import json
import os
import tempfile
from pathlib import Path

from grader.box.plan import BOOT, BoxPlan, base_python


def plan(island: Path) -> BoxPlan:
    """The plan of a box without walls; its folder is made beside the island."""
    folder = Path(tempfile.mkdtemp(prefix="box-", dir=island.parent))
    for name in ("work", "stage", "tmp"):
        (folder / name).mkdir()
    box = BoxPlan(
        rung="none",
        argv=(base_python(), "-I", "-B", "-c", BOOT.format(island=str(island))),
        environment={},
        work=str(folder / "work"),
        stage=str(folder / "stage"),
        tmp=str(folder / "tmp"),
        shm="/dev/shm",
        post=str(folder / "post"),
        private=False,
        folder=str(folder),
        renew=functools.partial(plan, island),
    )
    box.environment.update(
        PATH=os.environ.get("PATH", "/usr/bin:/bin"),
        HOME=str(folder / "work"),
        LANG="C.UTF-8",
        PYTHONPATH=str(island),
        TMPDIR=str(folder / "tmp"),
        FORKLORE_BOX=json.dumps(box.configuration()),
    )
    return box
