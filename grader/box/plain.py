"""Isolation level ``none``: the warden, resource limits and a folder; nothing keeps the submission in.

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
import secrets
import tempfile
from pathlib import Path
from typing import Final

from grader.box.plan import BOOT, FLAGS, BoxPlan, lone_python

#: Bytes of a Unix socket's path (sun_path holds 108, with a closing zero).
LONGEST_ADDRESS: Final = 107


def plan(box_package: Path) -> BoxPlan:
    """The plan of a box without walls; its folder is made beside the package."""
    return folder_box(box_package, "none")


def folder_box(box_package: Path, isolation: str) -> BoxPlan:
    """A box that is a new folder beside the package, and nothing more."""
    folder = Path(tempfile.mkdtemp(prefix="box-", dir=box_package.parent))
    for name in ("work", "stage", "tmp"):
        (folder / name).mkdir()
    box = BoxPlan(
        isolation=isolation,
        argv=(lone_python(box_package), *FLAGS, "-c", BOOT.format(box_package=str(box_package))),
        environment={},
        work=str(folder / "work"),
        stage=str(folder / "stage"),
        tmp=str(folder / "tmp"),
        shm="/dev/shm",
        post=_post(folder),
        private=False,
        folder=str(folder),
        renew=functools.partial(plan, box_package),
    )
    box.environment.update(
        PATH=os.environ.get("PATH", "/usr/bin:/bin"),
        HOME=str(folder / "work"),
        LANG="C.UTF-8",
        PYTHONPATH=str(box_package),
        TMPDIR=str(folder / "tmp"),
        FORKLORE_BOX=json.dumps(box.configuration()),
    )
    return box


def _post(folder: Path) -> str:
    """The post in the box's folder, or an abstract socket where that path is too long for an address."""
    path = str(folder / "post")
    return path if len(os.fsencode(path)) <= LONGEST_ADDRESS else f"@{folder.name}-{secrets.token_hex(8)}"
