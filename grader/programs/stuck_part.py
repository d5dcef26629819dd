"""A part of a program that waits for ever while another part goes on: noticed, and never ended.

Theory of operation
-------------------
The stuck part is what the program's first process depends on (:mod:`grader.warden.deadlock.partial_proof`).
The others must have no way to it: no end of what it waits for, no Unix socket to it, no map of its locks, no
place in its family where an end would be noticed. ``docs/explanation/partial.md`` has the conditions, by the
numbers that stand here. Everything is asked in three looks, between which nothing in the program has begun,
ended or signalled. Any doubt is a no.

A look takes milliseconds, so it is tried only while the first process sleeps, and less and less often.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from grader.evidence import Kind
from grader.programs.open_boundary import FIRST_REAL_TIME, is_native
from grader.runner import stackdump
from grader.warden.deadlock import partial_proof
from grader.warden.deadlock.partial_proof import BETWEEN
from grader.warden.deadlock.proof import Prover, Thread, WaitSnapshot
from grader.warden.deadlock.sight import MOST_MAPS, Sight, file_of, place_of
from grader.warden.deadlock.waits import Wait
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import ProcessTree, Traced

#: Seconds for which the first process has slept before the first look, and the longest pause between tries.
FIRST: Final = 0.3
LONGEST: Final = 10.0
#: What a thread of the stuck part may wait for.
KINDS: Final = frozenset({"child", "read", "write", "poll", "lock", "shared lock"})
#: Signals whose handlers do no harm: nobody sends them to have a program go on. The C library has 32 and 33.
HARMLESS: Final = procfs.mask_of(
    (
        signal.SIGINT,
        signal.SIGILL,
        signal.SIGABRT,
        signal.SIGBUS,
        signal.SIGFPE,
        signal.SIGSEGV,
        signal.SIGWINCH,
        stackdump.NUMBER,
        32,
        33,
    )
)
#: Descriptors of others that lead to any process, or to a terminal's other side.
REACHING: Final = ("/proc/", "/dev/ptmx", "/dev/pts/ptmx", "anon_inode:[pidfd]", "pidfd:", "anon_inode:[user")
EPOLL: Final = "anon_inode:[eventpoll]"
#: Descriptors of all others that are looked at.
MOST_DESCRIPTORS: Final = 4096


@dataclass
class PartWatcher:
    """Looks now and then, and says once which processes are stuck beside others."""

    tree: ProcessTree
    members: set[Traced]
    prover: Prover
    root: Traced
    sees_calls: bool
    """Whether calls that arm a clock or signal are told."""
    heard: int
    """The signals that somebody outside may send, as a mask."""
    since: float = 0.0
    """What the first process has done before does not count."""
    next_look: float = field(init=False, default_factory=lambda: time.monotonic() + FIRST)
    _pause: float = field(init=False, default=FIRST)
    _slept: tuple[tuple[bytes, ...], ...] = field(init=False, default=())
    _events: int = field(init=False, default=-1)
    _looks: list[tuple[WaitSnapshot, frozenset[Thread]]] = field(init=False, default_factory=list)
    _told: bool = field(init=False, default=False)

    def found(self) -> set[Traced]:
        """Look if it is time: the processes that go on beside a stuck part; empty but for once."""
        if self._told or not self.sees_calls or time.monotonic() < self.next_look:
            return set()
        slept = self._sleep()
        if slept != self._slept:
            self._slept, self._pause = slept, FIRST
            return self._again()
        if not self._looks:
            self._events = self.tree.events
        look = self.look()
        self.tree.drain()
        if look is None or self.tree.events != self._events or self.tree.expecting:
            self._pause = min(self._pause * 2, LONGEST)
            return self._again()
        self._looks.append(look)
        if len(self._looks) <= len(BETWEEN):
            self.next_look = time.monotonic() + BETWEEN[len(self._looks) - 1]
            return set()
        snapshots = [snapshot for snapshot, _ in self._looks]
        stuck = look[1]
        same = len({threads for _, threads in self._looks}) == 1
        if not same or not all(partial_proof.is_still(thread, snapshots) for thread in stuck):
            self._pause = min(self._pause * 2, LONGEST)
            return self._again()
        self._told = True
        return {process for process, _ in snapshots[-1].waits} - {process for process, _ in stuck}

    def _again(self) -> set[Traced]:
        self._looks.clear()
        self.next_look = time.monotonic() + self._pause
        return set()

    def _sleep(self) -> tuple[tuple[bytes, ...], ...]:
        pid = self.root.pid
        return tuple(procfs.thread_switches(pid, tid) for tid in sorted(procfs.threads(pid)))

    # -- one look ---------------------------------------------------------------------------

    def look(self) -> tuple[WaitSnapshot, frozenset[Thread]] | None:
        """What everybody waits for, and the threads of the stuck part; None if there is none, or a doubt."""
        if self._has_signalled() or any(process.alarms.outlive for process in self.members):
            return None
        sight = Sight()
        look = self.prover.look()
        present = {process for process, _ in look.waits}
        strangers = {process for process in self.tree.processes.values() if process.alive} - present
        networks = {procfs.link(f"/proc/{process.pid}/ns/net") for process in present}
        if strangers or networks != {procfs.link("/proc/self/ns/net")} or sight.unaccepted():
            return None
        needed = partial_proof.reached(look, self.root, self.prover.boundary.ours, sight.peer)
        if needed is None or not all(self._is_closed(thread, look.waits[thread]) for thread in needed):
            return None
        stuck = {process for process, _ in needed}
        others = present - stuck
        if not any(_goes_on(process, wait) for (process, _), wait in look.waits.items()):
            return None
        waits = {thread: look.waits[thread] for thread in needed}
        if not all(self._is_alone(process, stuck) for process in stuck):
            return None
        return (look, frozenset(needed)) if _have_no_way(others, stuck, waits, sight) else None

    def _has_signalled(self) -> bool:
        """Condition 9: whether anybody in the program has shown the habit."""
        return any(
            process.alarms.signalled_at > (self.since if process is self.root else 0.0)
            for process in self.members
        )

    def _is_closed(self, thread: Thread, wait: Wait) -> bool:
        """Conditions 1 to 3, of one thread and one look."""
        return wait.endless and wait.kind in KINDS and not thread[0].alarms.may_fire()

    def _is_alone(self, process: Traced, stuck: set[Traced]) -> bool:
        """Condition 8, of a stuck process: whoever ends among the others, it is not told."""
        status = procfs.status(process.pid)
        if status is None or not is_native(process.pid):
            return False
        unheard = ~self.heard & _RECEIVED
        caught = int(status.caught or "0", 16) & ~HARMLESS & ~unheard
        own = process is self.root or status.ppid in {one.pid for one in stuck}
        return not caught and own


#: Signals that somebody sends on purpose; of these, those that are not heard are ours.
_RECEIVED: Final = procfs.mask_of(range(FIRST_REAL_TIME, 65))


def _have_no_way(others: set[Traced], stuck: set[Traced], waits: dict[Thread, Wait], sight: Sight) -> bool:
    """Conditions 4 to 8, of those that go on."""
    for (process, _), wait in waits.items():
        if wait.kind == "child" and wait.pid <= 0 and any(_is_below(one, process) for one in others):
            return False  # what has lost its parent may be given to this one
    held = {target for process in stuck for target in procfs.descriptors(process.pid).values()}
    awaited = {target for wait in waits.values() for target in wait.targets}
    awaited |= {sight.peer(target) for target in awaited if target.startswith("socket:[")}
    places = {file_of(wait.targets[0]) for wait in waits.values() if wait.kind == "shared lock"}
    polls = {EPOLL} if any(wait.kind == "poll" for wait in waits.values()) else set()
    left = MOST_DESCRIPTORS
    for one in others:
        found = procfs.descriptors(one.pid)
        left -= len(found)
        if not found or left < 0 or not _is_of_its_own(one):
            return False
        if any(_leads(target, awaited | polls, held, sight.peer) for target in found.values()):
            return False
        if places & set(_memory_files(one.pid, found.items())):
            return False
    return True


def _goes_on(process: Traced, wait: Wait) -> bool:
    """Whether a thread may run by itself: without one, this is for the proof of the whole program."""
    return process.kind is not Kind.SERVICE and not wait.endless


def _is_below(process: Traced, above: Traced) -> bool:
    parent = process.parent
    while parent is not None and parent is not above:
        parent = parent.parent
    return parent is not None


def _is_of_its_own(process: Traced) -> bool:
    """Whether a process shares its memory with no other, and the list of its mappings is read whole."""
    maps = procfs.read_most(f"/proc/{process.pid}/maps", MOST_MAPS)
    read = 0 < len(maps) < MOST_MAPS - procfs.PAGE
    return read and (process.forked or process.execs > 0) and is_native(process.pid)


def _leads(target: str, awaited: set[str], held: set[str], peer: Callable[[str], str]) -> bool:
    """Whether a descriptor leads to the stuck part, or to any process."""
    if target in awaited or target.startswith(REACHING):
        return True
    return target.startswith("socket:[") and peer(target) in held


def _memory_files(pid: int, descriptors: Iterable[tuple[int, str]]) -> Iterator[str]:
    """The files in memory that a process could map again."""
    for fd, target in descriptors:
        if target.startswith(("/dev/shm/", "/memfd:")) or target.endswith(" (deleted)"):
            yield place_of(f"/proc/{pid}/fd/{fd}")
