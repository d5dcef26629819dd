"""What one look at a request has read, and how much more it may read.

Theory of operation
-------------------
A look asks the kernel the same of many threads: where a shared lock is, whether a socket is a Unix one. It is
read once and kept for the look. And a look is bounded: a submission chooses how many mappings, sockets and
descriptors there are to read. What is beyond the bounds is not known, and what is not known proves nothing.
"""

from __future__ import annotations

import bisect
import os
from typing import Final

from grader.warden.trace import procfs, unix_peers

#: Bytes of a list of mappings (some 5,000), and of the list of sockets (some 8,000).
MOST_MAPS: Final = 1 << 19
MOST_SOCKETS: Final = 1 << 20
#: States of Unix sockets in the list, and the inode of one that nobody has accepted yet.
CONNECTING: Final = b"02"
CONNECTED: Final = b"03"
NOBODYS: Final = b"0"
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
        self._sockets: dict[bytes, bytes] | None = None
        self._left = MOST_DESCRIPTORS
        self._peers: dict[int, int] | None = None

    def may_read(self, descriptors: int) -> bool:
        """Whether this look may ask about so many more descriptors."""
        self._left -= descriptors
        return self._left >= 0

    def is_unix_socket(self, pid: int, target: str) -> bool:
        """Whether a socket is known to be a Unix one: its peer is in the box, and it has no timer."""
        return target[8:-1].encode() in self._unix(pid)

    def unaccepted(self, pid: int) -> bool:
        """Whether a connection to any Unix socket waits to be accepted: descriptors may be under way."""
        return self._unix(pid).get(NOBODYS) == CONNECTING

    def is_unaccepted(self, pid: int, target: str) -> bool:
        """Whether a socket may be the other end of such a connection."""
        state = self._unix(pid).get(target[8:-1].encode())
        return state == CONNECTED and self.unaccepted(pid) and not self.peer(target)

    def _unix(self, pid: int) -> dict[bytes, bytes]:
        """Inode of each Unix socket to its state."""
        if self._sockets is None:
            text = procfs.read_most(f"/proc/{pid}/net/unix", MOST_SOCKETS)
            found = (line.split(maxsplit=7) for line in text.splitlines()[1:])
            self._sockets = {fields[6]: fields[5] for fields in found if len(fields) > 6}
        return self._sockets

    def peer(self, target: str) -> str:
        """The socket that a Unix one is connected to, as /proc names it; empty if that is not known."""
        if self._peers is None:
            self._peers = unix_peers.peers()
        found = self._peers.get(int(target[8:-1]), 0)
        return f"socket:[{found}]" if found else ""

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
