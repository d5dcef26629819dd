"""A control group for a box: the kernel bounds the memory of all its processes together, where it lets us.

Theory of operation
-------------------
The sampled sum of :mod:`grader.warden.request.usage` decides what is over the limit. Between two samples a
tree can take more; the group's bound, somewhat higher, is what it can never take. Whoever hits it is killed
by the kernel, which counts that; the request is then over its limit, whatever it said. Both versions of
control groups are used: version 1 as root, version 2 where the memory controller is handed down. There, a
group with processes in it hands nothing down to groups below it, so boxes lie beside our own group, or beside
one above it: the nearest in which we may make groups with a bound. Where none is to be had there is no bound
but the samples.

A group is an empty folder when its box has ended, and is removed: by its warden, or, as most wardens are
killed with their judge, by whoever ran the session. What both have left is removed when the next box starts.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from pathlib import Path
from typing import Final

from grader.limits import MIB, Limits

ROOT: Final = Path("/sys/fs/cgroup")
NAME: Final = "forklore-"
#: What a box has before a request: the template, and the runner that waits.
BASE_BYTES: Final = 96 * MIB
#: Folders in memory that count as memory of whoever filled them.
FOLDERS: Final = 4
END_SECONDS: Final = 1.0
#: The file that bounds a group's memory, by the version of control groups.
BOUNDS: Final = {1: "memory.limit_in_bytes", 2: "memory.max"}

_numbers = itertools.count()


class Group:
    """A control group of ours with one box in it."""

    def __init__(self, folder: Path, version: int) -> None:
        self._folder, self.version = folder, version
        self._killed = 0

    def add(self, pid: int) -> bool:
        """Put a process in; all that it starts follows. False if that is not possible."""
        return _write(self._folder / "cgroup.procs", str(pid))

    def bound(self, limits: Limits) -> None:
        """Set the bound for a request with these limits; forget what was killed before."""
        most = limits.memory_bytes + FOLDERS * limits.disk_bytes + BASE_BYTES
        _write(self._folder / BOUNDS[self.version], str(most))
        self._killed = self._kills()

    def overran(self) -> bool:
        """Whether the kernel has killed a process of the box for its memory since then."""
        return self._kills() > self._killed

    def peak(self) -> int:
        """The most bytes that the box has ever had."""
        name = "memory.peak" if self.version == 2 else "memory.max_usage_in_bytes"
        with contextlib.suppress(OSError, ValueError):
            return int((self._folder / name).read_text())
        return 0

    def close(self) -> None:
        """Remove the group, whose processes have all ended."""
        end = time.monotonic() + END_SECONDS
        while not _removed(self._folder) and time.monotonic() < end:
            time.sleep(0.001)

    def _kills(self) -> int:
        name = "memory.events" if self.version == 2 else "memory.oom_control"
        with contextlib.suppress(OSError):
            for line in (self._folder / name).read_text().splitlines():
                key, _, value = line.partition(" ")
                if key == "oom_kill":
                    return int(value)
        return 0


def group(root: Path = ROOT) -> Group | None:
    """A new group below our own, None where we may not have one."""
    for version, parent in _parents(root):
        _sweep(parent)
        folder = parent / f"{NAME}{os.getsid(0)}-{os.getpid()}-{next(_numbers)}"
        with contextlib.suppress(OSError):
            folder.mkdir()
            if os.access(folder / BOUNDS[version], os.W_OK):
                return Group(folder, version)
            _removed(folder)
    return None


def _parents(root: Path) -> list[tuple[int, Path]]:
    """Version and folder of the groups in which boxes may lie, the nearest first."""
    found = []
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if "memory" in controllers.split(","):
                found.append((1, root / "memory" / path.lstrip("/")))
            elif not controllers and (root / "cgroup.controllers").exists():
                own = root / path.lstrip("/")
                found += [(2, place) for place in (own, *own.parents) if _hands_down(place)]
    return found


def _hands_down(place: Path) -> bool:
    """Whether groups below this one have the controller of ``BOUNDS``; False for what is no group."""
    with contextlib.suppress(OSError):
        return BOUNDS[2].partition(".")[0] in (place / "cgroup.subtree_control").read_text().split()
    return False


def remove_all(session: int, root: Path = ROOT) -> None:
    """Remove the groups of a session, whose processes have ended or are about to."""
    end = time.monotonic() + END_SECONDS
    for _, parent in _parents(root):
        left = list(parent.glob(f"{NAME}{session}-*"))
        while left := [folder for folder in left if not _removed(folder)]:
            if time.monotonic() > end:
                return
            time.sleep(0.001)


def _sweep(parent: Path) -> None:
    """Remove what wardens that were killed have left."""
    with contextlib.suppress(OSError):
        for folder in parent.glob(f"{NAME}*"):
            pid = folder.name.removeprefix(NAME).split("-")[1]
            if pid.isdigit() and not Path("/proc", pid).exists():
                _removed(folder)


def _write(path: Path, text: str) -> bool:
    try:
        path.write_text(text)
    except OSError:
        return False
    return True


def _removed(folder: Path) -> bool:
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
