"""Names that a program made in shared memory and among temporary files, and that are still there."""

from __future__ import annotations

import os
import re
import tempfile
from typing import Final

from grader.warden.trace import addresses

SHARED: Final = "/dev/shm"
#: So many are remembered.
MOST: Final = 5000
#: Names that Python's own services remove.
PYTHONS_OWN: Final = re.compile(r"__pycache__|\.pyc(\.\d+)?$")


class Names:
    """What was made where; only what was not there before."""

    def __init__(self) -> None:
        self.folders: tuple[str, ...] = (SHARED, os.path.realpath(tempfile.gettempdir()))
        self._made: dict[str, None] = {}

    def made(self, pid: int, call: addresses.Call) -> str:
        """Take in a call that is about to make a name; return that if it is a new one in these folders."""
        path = addresses.made(pid, call)
        inside = path.startswith(tuple(f"{folder}/" for folder in self.folders))
        if inside and len(self._made) < MOST and not os.path.lexists(path):
            self._made[path] = None
            return path
        return ""

    def left(self) -> list[str]:
        """The names that are still there, without what lies in a folder that is one of them."""
        there = [path for path in self._made if os.path.lexists(path) and not PYTHONS_OWN.search(path)]
        known = set(there)
        return [path for path in there if not any(f"{up}" in known for up in _folders(path))]


def _folders(path: str) -> list[str]:
    found = []
    while (path := os.path.dirname(path)) not in ("", "/"):
        found.append(path)
    return found
