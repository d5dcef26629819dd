"""The proof that a request can never end.

Theory of operation
-------------------
Three looks at every thread of the request within a tenth of a second. It is a deadlock if in all of
them every thread sleeps in the same call without time limit, whose other ends are all in the box, no
thread has run in between, no timer is armed that could wake one, and no event came from the kernel.
Then there was a moment at which all slept, and nothing is left that could ever wake anything.

A part of the tree proves nothing while another part may still run: who runs can send a signal, and
a signal ends any wait. What cannot be established ends in no proof, never in a guess.

The first thread of a Manager's server wakes up every second, looks whether it is to end, and sleeps
again. It does not count as life, once its stack has shown that this is what it does.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from grader.evidence import Kind
from grader.warden.deadlock.frames import serves_clients
from grader.warden.deadlock.sight import Sight
from grader.warden.deadlock.waits import RUNNING, UNKNOWN, Boundary, Wait, read_wait
from grader.warden.trace import procfs
from grader.warden.trace.process_tree import MANAGER, ProcessTree, Traced

#: Seconds from the request's start, or the last event, to the first look.
QUIET_SECONDS = 0.04
#: Seconds between the looks of a proof.
BETWEEN_SECONDS = (0.025, 0.075)
#: How often the stack of a server is asked for, of one and of all, and the seconds that one answer may take.
MOST_ASKED = 5
MOST_ASKED_OF_ALL = 12
ASKING_SECONDS = 2.0
#: Longest pause between looks at a program that is alive.
MOST_SECONDS = 0.25
GONE: Final = frozenset({"Z", "X", ""})

Thread = tuple[Traced, int]


@dataclass(frozen=True)
class WaitSnapshot:
    """One look: what every thread waits for, and how often it had run."""

    waits: dict[Thread, Wait]
    switches: dict[Thread, tuple[bytes, ...]]
    events: int

    def same_rest(self, other: WaitSnapshot, idle: set[Thread]) -> bool:
        """Whether no thread but those of ``idle`` has moved between the two looks, and none come or gone."""
        if self.events != other.events or self.waits.keys() != other.waits.keys():
            return False
        return all(
            self.waits[thread] == other.waits[thread] and self.switches[thread] == other.switches[thread]
            for thread in self.waits.keys() - idle
        )


class SnapshotSource(Protocol):
    """Who says whether a request is stuck, and what everybody waits for."""

    boundary: Boundary
    next_look: float

    def proved(self, runner: Traced) -> bool:
        """Whether the request can never end."""

    def look(self) -> WaitSnapshot:
        """See what every thread of the request waits for."""


class Prover:
    """Looks now and then, and says when a proof stands."""

    def __init__(
        self,
        tree: ProcessTree,
        members: set[Traced],
        boundary: Boundary,
        sees_alarms: bool,
        left: Callable[[], float],
    ) -> None:
        """``left`` tells how many seconds the request has."""
        self._tree, self._members, self._sees_alarms, self._left = tree, members, sees_alarms, left
        self.boundary = boundary
        self._looks: list[WaitSnapshot] = []
        self._pause = QUIET_SECONDS
        self._events = tree.events
        self._lively: Thread | None = None
        self._servers: set[Traced] = set()
        self._asked: Counter[Traced] = Counter()
        self.next_look = time.monotonic() + QUIET_SECONDS
        self.alive_at = time.monotonic()
        """When it was last seen that something had moved."""

    def proved(self, runner: Traced) -> bool:
        """Look if it is time; whether the request is proved to be stuck."""
        now = time.monotonic()
        if now < self.next_look:
            return False
        if self._tree.events != self._events or self._tree.expecting:
            self._events, self._pause = self._tree.events, QUIET_SECONDS
            self._looks.clear()
            self.alive_at, self.next_look = now, now + QUIET_SECONDS
            return False
        snapshot = self._rest(runner)
        if snapshot is None or not all(snapshot.same_rest(look, self._idle()) for look in self._looks):
            self._looks.clear()
            self.alive_at = now
            self._pause = min(self._pause * 1.5, MOST_SECONDS)
            self.next_look = time.monotonic() + self._pause
            return False
        if len(self._looks) == len(BETWEEN_SECONDS):
            return True
        self.next_look = time.monotonic() + BETWEEN_SECONDS[len(self._looks)]
        self._looks.append(snapshot)
        return False

    def look(self) -> WaitSnapshot:
        """See what every thread of the request waits for."""
        sight = Sight()
        seen = {thread: self._see(thread, sight) for thread in self._threads()}
        seen = {thread: found for thread, found in seen.items() if _state(found[1]) not in GONE}
        return WaitSnapshot(
            {thread: wait for thread, (wait, _) in seen.items()},
            {thread: switches for thread, (_, switches) in seen.items()},
            self._tree.events,
        )

    def _rest(self, runner: Traced) -> WaitSnapshot | None:
        """A look at a request in which nothing can wake anything; ``None`` as soon as something can."""
        if not self._sees_alarms or any(process.alarms.outlive for process in self._members):
            return None
        seen: dict[Thread, tuple[Wait, tuple[bytes, ...]]] = {}
        sight = Sight()
        for thread in self._threads():
            found = self._see(thread, sight)
            if _state(found[1]) in GONE:
                continue
            if not self._is_still(thread, found[0]):
                self._lively = thread
                return None
            seen[thread] = found
        if not any(process is runner for process, _ in seen) or not self._servers_serve(seen):
            return None
        return WaitSnapshot(
            {t: found[0] for t, found in seen.items()},
            {t: found[1] for t, found in seen.items()},
            self._tree.events,
        )

    def _threads(self) -> Iterator[Thread]:
        """All threads; first the one that was alive at the last look, which mostly settles it."""
        if self._lively is not None and self._lively[0].alive:
            yield self._lively
        for process in [process for process in self._members if process.alive]:
            for tid in procfs.threads(process.pid):
                yield process, tid

    def _see(self, thread: Thread, sight: Sight) -> tuple[Wait, tuple[bytes, ...]]:
        process, tid = thread
        switches = procfs.thread_switches(process.pid, tid)
        wait = read_wait(process.pid, tid, self.boundary, _state(switches), sight)
        if wait.kind == "stopped" and tid not in process.stopped:
            wait = RUNNING  # it only waits for us
        return wait, switches

    def _is_still(self, thread: Thread, wait: Wait) -> bool:
        """Whether nothing but another thread of the request can make this one run."""
        process = thread[0]
        if process.alarms.may_fire():
            return False
        if _is_server(thread):
            return wait.endless or wait not in (RUNNING, UNKNOWN)
        return wait.endless and not self.boundary.may_be_called(process.pid)

    def _servers_serve(self, threads: Iterable[Thread]) -> bool:
        """Whether the first thread of each Manager's server does nothing but wait until it is told to end."""
        for process, _ in filter(_is_server, threads):
            if process not in self._servers and not self._serves(process):
                return False
        return True

    def _serves(self, server: Traced) -> bool:
        """Whether the stack of a server shows that it serves; it is asked for only so often."""
        if self._asked[server] >= MOST_ASKED or self._asked.total() >= MOST_ASKED_OF_ALL:
            return False
        self._asked[server] += 1
        until = time.monotonic() + ASKING_SECONDS
        if not serves_clients(server.pid, lambda: min(self._left(), until - time.monotonic())):
            return False
        self._servers.add(server)
        return True

    def _idle(self) -> set[Thread]:
        return {(process, process.pid) for process in self._servers}


def _is_server(thread: Thread) -> bool:
    process, tid = thread
    return process.kind is Kind.SERVICE and process.name == MANAGER and tid == process.pid


def _state(switches: tuple[bytes, ...]) -> str:
    """The state letter of a thread, empty if it is gone."""
    return switches[0].partition(b"\t")[2][:1].decode() if switches else ""
