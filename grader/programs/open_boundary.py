"""What leads out of a program that runs in no box: waits for it prove nothing.

Theory of operation
-------------------
Inside is what only processes of the program can reach. A pipe that one of them has made is inside. A Unix
socket is, if the kernel says that its peer is held by one of them. So is the listening socket of a manager or
fork server, in its private folder. Shared memory is, if it has no name, or that of a semaphore of
multiprocessing or loky. Outside are all descriptors that the program was started with, terminals, files,
other sockets, named pipes, named memory and System V IPC.

Anybody may send a signal. Who sleeps in a wait for signals waits for somebody outside, and so may every
process with a handler for a signal that people and supervisors send. SIGINT is left out: Python handles it in
every process, and that a person can end a program does not mean that it can go on.

A descriptor can be handed to others over a Unix socket. As long as a process is connected to a socket outside
that it was not started with, nobody knows who holds what, and nothing is inside.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Final
from weakref import WeakKeyDictionary

from grader.runner.confine import syscalls
from grader.warden.deadlock.graph import pid_of
from grader.warden.deadlock.sight import Sight, file_of, mapped_as
from grader.warden.deadlock.waits import Boundary
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import Traced

#: More descriptors than this are not looked at: then nothing is known.
MOST_DESCRIPTORS: Final = 4096
#: The first real-time signal that is not the C library's own.
FIRST_REAL_TIME: Final = 35
#: Signals that people and supervisors send to have a program do something.
SENT: Final = procfs.mask_of(
    (
        signal.SIGHUP,
        signal.SIGQUIT,
        signal.SIGUSR1,
        signal.SIGUSR2,
        signal.SIGTERM,
        *range(FIRST_REAL_TIME, 65),
    )
)
#: The ELF class and machine of programs whose calls are understood.
NATIVE: Final = {"x86_64": (2, 62), "aarch64": (2, 183)}
#: Semaphores of multiprocessing, and of loky.
PRIVATE_SEMAPHORES: Final = (b"/dev/shm/sem.mp-", b"/dev/shm/sem.loky-")
CHILD_WAITS: Final = frozenset(syscalls.names(os.uname().machine, ("wait4", "waitid")))


@dataclass(frozen=True)
class _World:
    """Who holds what, in one look."""

    held: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    listening: frozenset[str] = frozenset()
    known: bool = False


@dataclass(frozen=True, kw_only=True)
class OpenBoundary(Boundary):
    """The border of a program, or of a part of one."""

    reachable: ClassVar[bool] = True

    members: Callable[[], Iterable[Traced]]
    """The processes inside."""
    strangers: Callable[[], Iterable[Traced]] = tuple
    """Processes that are watched as well, and outside."""
    spoken_to: frozenset[int] = frozenset()
    """Inodes of files without a name that the program was started with."""
    posts: Callable[[], frozenset[str]] = frozenset
    """Our own ends of sockets over which processes inside speak to us: nothing is handed over there."""
    heard: int = SENT
    """The signals that somebody outside may send, as a mask."""
    _worlds: WeakKeyDictionary[Sight, _World] = field(default_factory=WeakKeyDictionary)

    def is_own(self, pid: int, fd: int, target: str, sight: Sight) -> bool:
        """Whether everybody who could end a wait for this descriptor is inside."""
        world = self._world(sight)
        if not world.known or target in world.foreign:
            return False
        if target.startswith("socket:["):
            peer = sight.peer(target)
            inside = peer in world.held and peer not in world.foreign | self.ours
            return inside if peer else target in world.listening
        if target == "anon_inode:[pidfd]":
            awaited = pid_of(pid, fd)
            return awaited <= 0 or any(process.pid == awaited for process in self.members())
        return target.startswith("pipe:[") or target == "anon_inode:[eventfd]"

    def shared_place(self, pid: int, address: int, sight: Sight) -> str:
        """A name for a place in shared memory that only those inside share; empty if that is not known."""
        place = sight.shared_place(pid, address)
        name = mapped_as(pid, file_of(place)) if place else b""
        private = name.endswith(b"(deleted)") or name.startswith(PRIVATE_SEMAPHORES)
        given = place and int(file_of(place).rpartition("/")[2]) in self.spoken_to
        return place if private and not given else ""

    def may_be_called(self, pid: int) -> bool:
        """Whether somebody outside may wake a process by a signal that it handles.

        One that is no Python and only waits for its children, as a shell does, can be told to end, at most.
        A program of another architecture is one of which nothing is known.
        """
        status = procfs.status(pid)
        if status is None or not is_native(pid):
            return True
        return bool(int(status.caught or "0", 16) & self.heard) and not _only_waits(pid)

    def _world(self, sight: Sight) -> _World:
        if sight not in self._worlds:
            self._worlds[sight] = self._seen(sight)
        return self._worlds[sight]

    def _seen(self, sight: Sight) -> _World:
        held, foreign = _held(self.members()), _held(self.strangers())
        if held is None or foreign is None:
            return _World()
        known = held | foreign | self.ours | self.posts()
        for one in held:
            if one.startswith("socket:[") and one not in self.ours:
                peer = sight.peer(one)
                if (peer and peer not in known) or sight.is_unaccepted(one):
                    return _World()
        return _World(held, foreign, sight.listeners(), known=True)


def _held(processes: Iterable[Traced]) -> frozenset[str] | None:
    """What the descriptors of some processes lead to; None if they are too many."""
    found: set[str] = set()
    count = 0
    for process in processes:
        targets = procfs.descriptors(process.pid).values()
        count += len(targets)
        found.update(targets)
        if count > MOST_DESCRIPTORS:
            return None
    return frozenset(found)


def is_native(pid: int) -> bool:
    """Whether a process runs a program of this machine's own kind."""
    try:
        with open(f"/proc/{pid}/exe", "rb") as file:
            head = file.read(20)
    except OSError:
        return False
    found = head[4], int.from_bytes(head[18:20], "little")
    return head[:4] == b"\x7fELF" and found == NATIVE.get(os.uname().machine)


def _only_waits(pid: int) -> bool:
    """Whether a process is no Python, and all its threads wait for the ends of children."""
    name = os.path.basename(procfs.link(f"/proc/{pid}/exe"))
    if name.startswith(("python", "pypy")):
        return False
    calls = map(procfs.call, procfs.threads(pid))
    return all(call is not None and call[0] in CHILD_WAITS for call in calls)


def inherited() -> tuple[frozenset[str], frozenset[int]]:
    """What a program that we start is started with: names of descriptors, and inodes of unnamed files."""
    names: set[str] = set()
    inodes: set[int] = set()
    for fd, target in procfs.descriptors(os.getpid()).items():
        try:
            given = os.get_inheritable(fd)
            inode = os.fstat(fd).st_ino
        except OSError:
            continue
        if given:
            names.add(target)
            inodes |= {inode} if target.endswith("(deleted)") else set()
    sight = Sight()
    names |= {sight.peer(name) for name in names if name.startswith("socket:[")} - {""}
    return frozenset(names), frozenset(inodes)
