"""Where each thread of a watched program is, in files that a person can open."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from grader.warden.deadlock import stacks
from grader.warden.deadlock.dumped_stacks import Dumps
from grader.warden.deadlock.frames import Asker, Place, places
from grader.warden.trace import procfs

#: Of so many processes the lines are read.
MOST_PROCESSES: Final = 40
#: Seconds for all of them.
SECONDS: Final = 5.0
MOST_MAPS: Final = 1 << 17
#: What was installed, not written: the standard library, packages, what the interpreter has frozen.
INSTALLED: Final = re.compile(r"^<|/(site|dist)-packages/|/lib(64)?/(python|pypy)\d[^/]*/|/grader/programs/")


class Nobody:
    """Asks no process itself: a program that we did not prepare has no handler for that."""

    def __init__(self, drain: Callable[[], None]) -> None:
        self.drain = drain

    def dumps(self, pids: list[int], left: Callable[[], float]) -> Dumps:
        """Nothing."""
        return {}


def read(
    pids: Iterable[int], drain: Callable[[], None], left: Callable[[], float], ask: Asker | None = None
) -> Mapping[tuple[int, int], Place]:
    """Pid and thread id to place; ``ask`` asks prepared processes, where nothing else helps."""
    return places(pids, is_users, ask or Nobody(drain), left, _dumps, MOST_PROCESSES)


def file_of(place: Place) -> str:
    """The file of a place as a person in this folder calls it."""
    return called(place.file, os.getcwd()) if place.file else ""


def _dumps(pids: Iterable[int], left: Callable[[], float]) -> dict[int, stacks.Dump]:
    return stacks.dumps(pids, left, runs_python)


def runs_python(pid: int) -> bool:
    """Whether a process runs an interpreter, by its name or by what it has mapped."""
    if os.path.basename(procfs.link(f"/proc/{pid}/exe")).startswith("python"):
        return True
    return b"libpython" in procfs.read_most(f"/proc/{pid}/maps", MOST_MAPS)


def is_users(filename: str) -> bool:
    """Whether a file is neither Python's own nor an installed package's."""
    return INSTALLED.search(filename) is None


def called(filename: str, folder: str) -> str:
    """How a file is called for somebody who is in ``folder``: the shorter of its names."""
    if not os.path.isabs(filename):
        return filename
    relative = os.path.relpath(filename, folder)
    return relative if not relative.startswith("..") and len(relative) < len(filename) else filename
