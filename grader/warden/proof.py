"""The proof that a request can never end.

Theory of operation
-------------------
Two looks at every thread of the request, some 25 ms apart. It is a deadlock if in both every thread
sleeps in a call without time limit whose other ends are all in the box, no thread has run in
between, no timer is armed that could wake one, and no event came from the kernel. Then nothing is
left that could ever wake anything. Where only some threads are stuck, the second proof follows the
wait-for edges from the caller's first thread: if it can reach no thread that may still run, the
call cannot return. What cannot be established ends in no proof, never in a guess.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from grader.evidence import Kind
from grader.warden import procfs
from grader.warden.edges import Edges
from grader.warden.tree import MANAGER, Traced, Tree
from grader.warden.waits import UNKNOWN, Border, Wait, read_wait

#: Seconds from the request's start, or the last event, to the first look.
QUIET_SECONDS = 0.04
#: Seconds between the two looks of a proof.
BETWEEN_SECONDS = 0.025
#: Longest pause between looks at a program that is alive.
MOST_SECONDS = 0.4

Thread = tuple[Traced, int]


@dataclass(frozen=True)
class Picture:
    """One look: what every thread waits for, and how often it had run."""

    waits: dict[Thread, Wait]
    switches: dict[Thread, tuple[bytes, ...]]
    events: int
    at: float

    def same_rest(self, other: Picture, threads: set[Thread]) -> bool:
        """Whether ``threads`` have not moved between the two looks."""
        return self.events == other.events and all(
            self.waits.get(t) == other.waits.get(t) and self.switches.get(t) == other.switches.get(t)
            for t in threads
        )


class Prover:
    """Looks now and then, and says when a proof stands."""

    def __init__(self, tree: Tree, members: set[Traced], border: Border, sees_alarms: bool) -> None:
        self._tree, self._members, self._sees_alarms = tree, members, sees_alarms
        self.border = border
        self._last: Picture | None = None
        self._pause = QUIET_SECONDS
        self._events = tree.events
        self.next_look = time.monotonic() + QUIET_SECONDS
        self.picture: Picture | None = None
        """The latest look."""

    def proved(self, runner: Traced) -> bool:
        """Look if it is time; whether the request is proved to be stuck."""
        now = time.monotonic()
        if now < self.next_look:
            return False
        if self._tree.events != self._events:
            self._events, self._pause, self._last = self._tree.events, QUIET_SECONDS, None
            self.next_look = now + QUIET_SECONDS
            return False
        picture = self.look()
        stuck = self._stuck(picture, runner)
        last, self._last = self._last, picture if stuck else None
        if not stuck:
            self._pause = min(self._pause * 1.5, MOST_SECONDS)
            self.next_look = now + self._pause
            return False
        self.next_look = now + BETWEEN_SECONDS
        return last is not None and picture.same_rest(last, stuck) and self._tree.events == self._events

    def look(self) -> Picture:
        """See what every thread of the request waits for."""
        waits: dict[Thread, Wait] = {}
        switches: dict[Thread, tuple[bytes, ...]] = {}
        for process in list(self._members):
            if process.alive:
                for tid in _threads(process.pid):
                    switches[process, tid] = procfs.thread_switches(process.pid, tid)
                    waits[process, tid] = read_wait(process.pid, tid, self.border)
        self.picture = Picture(waits, switches, self._tree.events, time.monotonic())
        return self.picture

    def _stuck(self, picture: Picture, runner: Traced) -> set[Thread]:
        """Threads that the proof rests on, empty if there is none."""
        if not self._sees_alarms or not picture.waits:
            return set()
        alive = {thread for thread, wait in picture.waits.items() if not self._is_still(thread, wait)}
        if not alive:
            return set(picture.waits)
        first = (runner, runner.pid)
        if first in alive or first not in picture.waits:
            return set()
        reached = Edges(picture.waits, self.border.ours).reachable(first)
        return set() if reached is None or reached & alive else reached

    def _is_still(self, thread: Thread, wait: Wait) -> bool:
        """Whether nothing but another thread of the request can make this one run."""
        process, tid = thread
        if process.alarms.may_fire():
            return False
        if process.kind is Kind.SERVICE and process.name == MANAGER and tid == process.pid:
            return wait is not UNKNOWN
        return wait.endless


def _threads(pid: int) -> list[int]:
    """Threads of a process that have not ended (a leader may have, before the others)."""
    try:
        tids = [int(name) for name in os.listdir(f"/proc/{pid}/task")]
    except OSError:
        return []
    return [tid for tid in tids if procfs.thread_state(pid, tid) not in ("Z", "X", "")]
