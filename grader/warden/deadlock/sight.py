"""What one look at a request has read, and how much more it may read.

Theory of operation
-------------------
A look asks the kernel the same of many threads: where a shared lock is, what a socket is connected to. It is
read once and kept for the look. And a look is bounded: a submission chooses how many mappings and
descriptors there are to read. What is beyond the bounds is not known, and what is not known proves nothing.
"""

from __future__ import annotations

import bisect
import functools
import os
from typing import Final

from grader.warden.trace import procfs
from grader.warden.trace.unix_sockets import UnixSocket, sockets

#: Bytes of a list of mappings (some 5,000).
MOST_MAPS: Final = 1 << 19
#: Descriptors of waits, and lists of mappings, in one look.
MOST_DESCRIPTORS: Final = 4096
MOST_LISTS: Final = 64
#: Names in shared memory that are compared with a mapping.
MOST_NAMES: Final = 10_000
SHARED_MEMORY: Final = "/dev/shm"
SYSTEM_V: Final = b"/SYSV"
DELETED: Final = b"(deleted)"

#: First and last address, offset in the file, and the file's device and inode.
Mapping = tuple[int, int, int, str]


class Sight:
    """One look."""

    def __init__(self) -> None:
        self._maps: dict[int, list[Mapping]] = {}
        self._left = MOST_DESCRIPTORS

    @functools.cached_property
    def _sockets(self) -> dict[int, UnixSocket] | None:
        return sockets()

    def may_read(self, descriptors: int) -> bool:
        """Whether this look may ask about so many more descriptors."""
        self._left -= descriptors
        return self._left >= 0

    def unaccepted(self) -> bool:
        """Whether a connection to a Unix socket may wait to be accepted: descriptors may be under way."""
        return self._sockets is None or any(one.waiting for one in self._sockets.values())

    def is_unaccepted(self, target: str) -> bool:
        """Whether a socket may be the other end of such a connection."""
        found = self._found(target)
        return found is not None and found.peer == 0 and self.unaccepted()

    def peer(self, target: str) -> str:
        """The socket that a Unix one is connected to, as /proc names it; empty if that is not known."""
        found = self._found(target)
        return f"socket:[{found.peer}]" if found is not None and found.peer else ""

    def listeners(self) -> frozenset[str]:
        """Sockets that listen in private folders of multiprocessing."""
        found = (self._sockets or {}).items()
        return frozenset(f"socket:[{inode}]" for inode, one in found if one.is_private)

    def _found(self, target: str) -> UnixSocket | None:
        return (self._sockets or {}).get(int(target[8:-1]))

    def shared_place(self, pid: int, address: int) -> str:
        """A name for a place in shared memory that all who map it share; empty if it is not found."""
        if pid not in self._maps:
            self._maps[pid] = _mappings(pid) if len(self._maps) < MOST_LISTS else []
        maps = self._maps[pid]
        at = bisect.bisect_right(maps, address, key=lambda mapping: mapping[0]) - 1
        if at < 0 or address >= maps[at][1]:
            return ""
        first, _, offset, file = maps[at]
        return f"shared lock {file}+{offset + address - first:x}"


def mapped_as(pid: int, place: str) -> bytes:
    """The name under which a process maps the shared memory ``device/inode``, empty if it does not.

    What has still a name can be mapped by anybody at any time. Without one it ends with ``(deleted)``.
    """
    for line in procfs.read_most(f"/proc/{pid}/maps", MOST_MAPS).splitlines():
        fields = line.split(maxsplit=5)
        if len(fields) > 4 and f"{fields[3].decode()}/{fields[4].decode()}" == place:
            name = fields[5] if len(fields) > 5 else b"(unnamed)"
            return _other_name(pid, place, name) if name.endswith(DELETED) else name
    return b""


def _other_name(pid: int, place: str, name: bytes) -> bytes:
    """A name by which others can reach what is mapped under a deleted one; else that one.

    Who makes a named semaphore maps it under a name that goes away at once. A System V segment has a number.
    """
    if name.startswith(SYSTEM_V):
        return SYSTEM_V
    folder = f"/proc/{pid}/root{SHARED_MEMORY}"
    inode = int(place.rpartition("/")[2])
    try:
        with os.scandir(folder) as entries:
            for count, entry in enumerate(entries):
                if count >= MOST_NAMES:
                    return folder.encode()  # nobody knows
                if entry.inode() == inode and place == _place(entry.stat(follow_symlinks=False)):
                    return os.fsencode(f"{SHARED_MEMORY}/{entry.name}")
    except FileNotFoundError:
        return name
    except OSError:
        return folder.encode()
    return name


def place_of(path: str) -> str:
    """The ``device/inode`` of what a path leads to, as lists of mappings have it; empty if it is gone."""
    try:
        return _place(os.stat(path))
    except OSError:
        return ""


def _place(status: os.stat_result) -> str:
    device = status.st_dev
    return f"{os.major(device):02x}:{os.minor(device):02x}/{status.st_ino}"


def file_of(place: str) -> str:
    """The ``device/inode`` of a place that :meth:`Sight.shared_place` has named."""
    return place.rpartition("+")[0].removeprefix("shared lock ")


def _mappings(pid: int) -> list[Mapping]:
    """The mappings of a process in order of their addresses, as many as are read."""
    found = []
    for line in procfs.read_most(f"/proc/{pid}/maps", MOST_MAPS).splitlines():
        fields = line.split(maxsplit=5)
        if len(fields) > 4:
            first, _, last = fields[0].partition(b"-")
            file = f"{fields[3].decode()}/{fields[4].decode()}"
            found.append((int(first, 16), int(last, 16), int(fields[2], 16), file))
    return found
