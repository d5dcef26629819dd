"""A tree of processes as it is now, read from /proc: nothing in it is stopped or changed.

Theory of operation
-------------------
Three looks within a third of a second tell who has moved. What other processes on this machine hold leads
outside, as far as they may be looked into. What was before is not known: timers that are armed, time limits
of sockets, who has collected whom. So nothing here is a proof.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from grader.evidence import Kind
from grader.programs.hanging.privileges import may_read
from grader.programs.open_boundary import OpenBoundary
from grader.warden.deadlock.proof import Thread, WaitSnapshot
from grader.warden.deadlock.sight import Sight
from grader.warden.deadlock.waits import UNKNOWN, Wait, read_wait
from grader.warden.trace import births, procfs
from grader.warden.trace.process_tree import MANAGER, Traced
from grader.warden.trace.unix_sockets import serves_manager

#: Seconds between the looks.
BETWEEN: Final = (0.1, 0.2)
MOST_PROCESSES: Final = 500


@dataclass
class Snapshot:
    """What was seen of one tree."""

    root: Traced
    members: set[Traced]
    boundary: OpenBoundary
    unread: int = 0
    """Other processes on this machine that could not be looked into."""
    closed: list[Traced] = field(default_factory=list)
    """Processes of the tree that could not be looked into."""
    moved: set[Thread] = field(default_factory=set)
    called: list[Traced] = field(default_factory=list)
    """Processes with a handler for a signal that somebody outside may send."""
    picture: WaitSnapshot = field(default_factory=lambda: WaitSnapshot({}, {}, 0))

    def alive(self) -> list[Traced]:
        """The processes that have not ended."""
        return [one for one in self.members if one.alive]

    @property
    def is_still(self) -> bool:
        """Whether nothing has moved, and no wait that was seen ends by itself."""
        waits = self.picture.waits
        idle = {(one, one.pid) for one in self.members if one.name == MANAGER}
        return (
            bool(waits)
            and not self.called
            and not self.moved - idle
            and all(wait.endless for thread, wait in waits.items() if thread not in idle)
        )

    def look(self) -> WaitSnapshot:
        """See what every thread waits for."""
        sight = Sight()
        waits: dict[Thread, Wait] = {}
        switches: dict[Thread, tuple[bytes, ...]] = {}
        for process in self.alive():
            for tid in procfs.threads(process.pid):
                counts = procfs.thread_switches(process.pid, tid)
                state = counts[0].partition(b"\t")[2][:1].decode() if counts else ""
                if state in ("", "X", "Z"):
                    continue
                closed = process in self.closed
                waits[process, tid] = (
                    UNKNOWN if closed else read_wait(process.pid, tid, self.boundary, state, sight)
                )
                switches[process, tid] = counts
        return WaitSnapshot(waits, switches, 0)


def take(pid: int) -> Snapshot:
    """Look at a process and everything below it."""
    root, members = _tree(pid)
    outside, unread = _outside({one.pid for one in members})
    shot = Snapshot(
        root, members, OpenBoundary(ours=outside, closed=False, folders=(), members=tuple), unread
    )
    shot.boundary = OpenBoundary(ours=outside, closed=False, folders=(), members=shot.alive)
    shot.closed = [one for one in shot.alive() if not may_read(one.pid)]
    looks = [shot.look()]
    for seconds in BETWEEN:
        time.sleep(seconds)
        looks.append(shot.look())
    shot.picture = looks[-1]
    shot.moved = {
        thread
        for thread in shot.picture.waits
        if len({(look.waits.get(thread), look.switches.get(thread)) for look in looks}) > 1
    }
    shot.called = [one for one in shot.alive() if shot.boundary.may_be_called(one.pid)]
    return shot


def _tree(pid: int) -> tuple[Traced, set[Traced]]:
    children: dict[int, list[int]] = {}
    for one in _pids():
        if (found := procfs.state_and_parent(one)) is not None:
            children.setdefault(found[1], []).append(one)
    root = _process(pid, None)
    members, waiting = {root}, [root]
    while waiting and len(members) < MOST_PROCESSES:
        parent = waiting.pop()
        parent.children = [_process(child, parent) for child in children.get(parent.pid, [])]
        members.update(parent.children)
        waiting += parent.children
    return root, members


def _process(pid: int, parent: Traced | None) -> Traced:
    status = procfs.status(pid)
    state = procfs.state_and_parent(pid)
    begin = procfs.read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    process = Traced(
        pid=pid,
        inner=status.inner_pid if status is not None else pid,
        parent=parent,
        begin=int(begin[19]) / procfs.TICKS if len(begin) > 19 else 0.0,
        threads=len(procfs.threads(pid)),
    )
    if state is None or state[0] in ("Z", "X"):
        process.end = process.begin
    elif parent is not None and (name := births.service(pid, parent.pid)):
        process.kind, process.name = Kind.SERVICE, name
    elif serves_manager(pid):
        process.kind, process.name = Kind.SERVICE, MANAGER
    return process


def _pids() -> Iterator[int]:
    return (int(name) for name in os.listdir("/proc") if name.isdigit())


def _outside(inside: Iterable[int]) -> tuple[frozenset[str], int]:
    """What processes outside hold, and how many could not be looked into."""
    known = {*inside}
    found: set[str] = set()
    unread = 0
    for pid in _pids():
        if pid not in known:
            try:
                os.listdir(f"/proc/{pid}/fd")
            except PermissionError:
                unread += 1
                continue
            except OSError:
                continue
            found.update(to for to in procfs.descriptors(pid).values() if to.startswith(("pipe:", "socket:")))
    return frozenset(found), unread
