"""What a request makes where others make things too, and what it has in memory that belongs to no process.

Theory of operation
-------------------
The filter reports each call that may make a name in a folder that others use (/dev/shm), or a file in memory.
Before the call the warden looks whether the name is there. When the call has returned without an error, the
warden holds what it made by a descriptor (``O_PATH``). So it knows a thing by its identity, not by its name:
another's file is never taken for it, whatever happens to the name, and its size is known also when no process
has it open. What is held takes memory. So what nobody has any more is let go when the sum seems too high, and
when one more thing is made and much is held; while descriptors are under way in sockets, it may be among
them, and is kept. Who is killed in such a call may have made the name and never
returns: then it is taken by its name at the end, if whoever grades is its owner.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from grader.runner.confine.traced_calls import OPENERS
from grader.warden.cleanup import remove
from grader.warden.trace import addresses, procfs, ptrace
from grader.warden.trace.process_tree import Traced

#: Things of one request that are held at once; and bytes in them, beyond which what is gone is let go.
MOST_HELD = 400
MOST_BYTES = 64 << 20
HOLD = os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC

Key = tuple[int, int]


@dataclass
class Thing:
    """Something that the request made: a descriptor that holds it, and its names."""

    fd: int
    key: Key
    named: bool
    """Whether it was made in a folder; else it is a file in memory."""
    paths: set[str] = field(default_factory=set)

    def bytes(self) -> int:
        """What it takes."""
        return os.fstat(self.fd).st_blocks * 512

    def is_gone(self) -> bool:
        """Whether no folder has it."""
        return os.fstat(self.fd).st_nlink == 0


class Belongings:
    """What one request made; :meth:`close` removes it."""

    def __init__(self, shared: str, members: Collection[Traced], segments: Callable[[], int]) -> None:
        """``shared`` is a folder that others use too, or empty; ``segments`` sums up System V memory."""
        self.shared = shared
        self._members, self._segments = members, segments
        self._pending: dict[int, tuple[str, str]] = {}
        self._things: dict[Key, Thing] = {}

    def begins(self, process: Traced, tid: int, call: addresses.Call) -> bool:
        """Look at a call that is about to be made; whether it has to be seen when it returns."""
        name = call[0]
        if name == "memfd_create":
            self._pending[tid] = name, ""
            return True
        path = addresses.made(process.pid, call) if self.shared else ""
        if path == self.shared and name in OPENERS and path:  # O_TMPFILE: a file without a name
            self._pending[tid] = name, path
            return True
        if not path.startswith(f"{self.shared}/") or not self.shared:
            return False
        source = _key(moved) if (moved := addresses.moved(process.pid, call)) else None
        if source is not None and moved.startswith(f"{self.shared}/") and source not in self._things:
            return False
        if source is None and _key(path) is not None:
            return False
        self._pending[tid] = name, path
        return True

    def returns(self, process: Traced, tid: int) -> None:
        """Take what the call has made, if it has."""
        name, path = self._pending.pop(tid, ("", ""))
        if not name or (result := ptrace.returned(tid)) < 0:
            return
        if name in OPENERS:
            link = f"/proc/{process.pid}/fd/{result}"
            path = procfs.link(link) if path else ""
            self._take(_held(link, follow=True), path)
        else:
            self._take(_held(path), path)

    def _take(self, fd: int, path: str) -> None:
        if fd < 0:
            return
        found = os.fstat(fd)
        key = found.st_dev, found.st_ino
        named = path.startswith(f"{self.shared}/") if self.shared else False
        if key in self._things:
            os.close(fd)
        elif named or not path:
            self._things[key] = Thing(fd, key, named)
        else:
            os.close(fd)
            return
        if named:
            self._things[key].paths.add(path)

    def _take_unseen(self) -> None:
        """Take what threads were making when they were killed, if it is ours: nobody had the names before."""
        for _, path in self._pending.values():
            found = _held(path) if self.shared and path.startswith(f"{self.shared}/") else -1
            if found >= 0 and os.fstat(found).st_uid == os.geteuid():
                self._take(found, path)
            elif found >= 0:
                os.close(found)

    def are_too_many(self) -> bool:
        """Whether more things are there at once than are held."""
        if (
            len(self._things) > MOST_HELD
            or sum(thing.bytes() for thing in self._things.values()) > MOST_BYTES
        ):
            self._let_go()
        return len(self._things) > MOST_HELD

    def names(self) -> list[str]:
        """The names that are still there, and still those of what the request made."""
        return [path for thing in self._things.values() for path in thing.paths if _key(path) == thing.key]

    def memory(self, exactly: bool = False) -> int:
        """Bytes in files in memory and System V segments; ``exactly``: without what nobody has any more."""
        if exactly:
            self._let_go()
        return self._segments() + sum(thing.bytes() for thing in self._things.values() if not thing.named)

    def files(self, exactly: bool = False) -> int:
        """Bytes in files in the folder that others use, deleted ones included."""
        if exactly:
            self._let_go()
        return sum(thing.bytes() for thing in self._things.values() if thing.named)

    def _let_go(self) -> None:
        """Hold no longer what has no name and no process; what is one page, and open nowhere, cannot grow."""
        gone = {key for key, thing in self._things.items() if thing.is_gone()}
        small = {key for key in gone if self._things[key].bytes() <= procfs.PAGE}
        for process in self._members if gone else ():
            if process.alive:
                opened, under_way = _opened(process.pid)
                gone = gone - opened - (_mapped(process.pid) - small) if not under_way else set()
        for key in gone:
            os.close(self._things.pop(key).fd)

    def close(self) -> None:
        """Remove what the request left, if it is still what the request made. Every process has ended."""
        self._take_unseen()
        for thing in self._things.values():
            for path in thing.paths:
                if _key(path) == thing.key:
                    remove(path)
            os.close(thing.fd)
        self._things.clear()


def _held(path: str, follow: bool = False) -> int:
    """A descriptor that holds what a path leads to; -1 if there is nothing."""
    try:
        return os.open(path, HOLD & ~os.O_NOFOLLOW if follow else HOLD)
    except OSError:
        return -1


def _key(path: str) -> Key | None:
    """What a path names, None if nothing."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _opened(pid: int) -> tuple[set[Key], bool]:
    """What a process has open; and whether descriptors wait in one of its sockets."""
    found: set[Key] = set()
    under_way = False
    for fd, to in procfs.descriptors(pid).items():
        if to.startswith("socket:"):
            count = procfs.read(f"/proc/{pid}/fdinfo/{fd}").partition(b"scm_fds:")[2].split()
            under_way = under_way or count[:1] not in ([], [b"0"])
        elif to.startswith("/"):
            with contextlib.suppress(OSError):
                about = os.stat(f"/proc/{pid}/fd/{fd}")
                found.add((about.st_dev, about.st_ino))
    return found, under_way


def _mapped(pid: int) -> set[Key]:
    """What a process has mapped."""
    found: set[Key] = set()
    for line in procfs.read_all(f"/proc/{pid}/maps").splitlines():
        fields = line.split(maxsplit=5)
        if len(fields) == 6 and fields[4] != b"0":
            major, _, minor = fields[3].partition(b":")
            found.add((os.makedev(int(major, 16), int(minor, 16)), int(fields[4])))
    return found
