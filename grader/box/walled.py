"""Isolation levels ``landlock`` and ``uid``: walls without namespaces.

Theory of operation
-------------------
The box is a folder, as at level ``none``, and its first process gives up all other files before it loads
anything else (Landlock): a submission can read the system, the Python in use and its own folder, and write to
that folder and to /dev/shm. The box's filter lets it have sockets of the family unix only.

``landlock`` needs no privilege. The box runs as the user who grades, without root's powers if that is root.
``uid`` needs root: every box runs as a user of its own that exists nowhere else, so that the kernel keeps it
from everybody's processes and shared memory, and whatever it leaves can be told by its owner.

Neither hides that a file exists, nor other processes' command lines.
"""

from __future__ import annotations

import functools
import json
import os
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Final

from grader.box import system
from grader.box.plain import folder_box
from grader.box.plan import BoxPlan, Walls, base_python
from grader.errors import SetupError
from grader.messages import machine
from grader.runner.confine import landlock

DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/shm")
#: What Python and the C library ask about the machine.
FACTS: Final = ("/proc", "/sys/devices/system/cpu")
#: Users from here on belong to nobody.
NOBODYS: Final = 0x7000_0000


def plan(box_package: Path, isolation: str) -> BoxPlan:
    """The plan of a box on ``landlock`` or ``uid``. Raises SetupError where it is not available."""
    if landlock.abi() == 0:
        raise SetupError(*machine.NO_LANDLOCK)
    if isolation == "uid" and os.geteuid() != 0:
        raise SetupError(*machine.NEEDS_ROOT)
    box = folder_box(box_package, isolation)
    read, listed = _readable()
    walls = Walls(
        read=(*read, str(box_package), *FACTS),
        listed=listed,
        write=(*DEVICES, box.folder),
    )
    box = replace(box, walls=walls, renew=functools.partial(plan, box_package, isolation))
    if isolation == "uid":
        reachable = _open_to_all(Path(base_python())) and _open_to_all(box_package.parent)
        box = replace(box, uid=_nobody(), read_all=not reachable)
        _give_away(box)
        box_package.parent.chmod(0o711)
    box.environment.update(PATH="/usr/bin:/bin", FORKLORE_BOX=json.dumps(box.configuration()))
    return box


@functools.cache
def _readable() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What of the system may be read, and of which folders only the names."""
    places = [Path("/usr"), *system.python_prefixes()]
    absent = system.hidden([*places, Path("/usr/local")])
    read = [Path(name) for name in (*system.SYSTEM_FOLDERS, *system.SYSTEM_FILES)]
    listed: list[Path] = []
    for place in places:
        whole, divided = system.without(place, absent)
        read += whole
        listed += divided
    return tuple(map(str, read)), tuple(map(str, listed))


def _nobody() -> int:
    """A user that has no process: nobody else's, and of no other box."""
    first, room = NOBODYS, 0x0F00_0000
    lines = Path("/proc/self/uid_map").read_text("ascii").splitlines()
    here = max(int(start) + int(length) for start, _, length in map(str.split, lines))
    if here < first + room:
        first, room = here // 2, here // 2 - 1
    return first + secrets.randbelow(room)


def _open_to_all(path: Path) -> bool:
    """Whether every user can come to a file."""
    return all(parent.stat().st_mode & 0o001 for parent in path.parents)


def _give_away(box: BoxPlan) -> None:
    folder = Path(box.folder)
    for path in (folder, *folder.iterdir()):
        os.chown(path, box.uid, box.uid)
