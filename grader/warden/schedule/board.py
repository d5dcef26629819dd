"""What everybody waits for, for the explanation of a schedule that does not end.

It stands where the proof of a free request stands: the watch asks it whether the request is stuck, and for
a picture of all waits. Here both are known without looks: each thread is held at the entry of its call.
"""

from __future__ import annotations

import math

from grader.warden.deadlock.proof import WaitSnapshot
from grader.warden.deadlock.sight import Sight
from grader.warden.deadlock.waits import (
    RUNNING,
    SLEEP,
    STOPPED,
    TIMED,
    UNKNOWN,
    Boundary,
    Wait,
    classify,
    read_wait,
)
from grader.warden.schedule.cast import HELD, INSIDE, Cast, Thread
from grader.warden.schedule.readiness import SLEEPS, is_ready
from grader.warden.trace.process_tree import ProcessTree, Traced


class Board:
    """Knows the waits of one schedule."""

    def __init__(self, cast: Cast, tree: ProcessTree, boundary: Boundary) -> None:
        self._cast, self._tree = cast, tree
        self.boundary = boundary
        self.stuck = False
        """Whether nobody can go on, and no time limit can come."""
        self.next_look = math.inf

    def proved(self, runner: Traced) -> bool:
        """Whether the request can never end."""
        return self.stuck

    def look(self) -> WaitSnapshot:
        """What every thread waits for."""
        threads = {(thread.member.traced, thread.tid): self._wait(thread) for thread in self._cast.threads}
        return WaitSnapshot(threads, dict.fromkeys(threads, ()), self._tree.events)

    def _wait(self, thread: Thread) -> Wait:
        if thread.member.stopped:
            return STOPPED
        if thread.away_in == INSIDE:
            return read_wait(thread.member.pid, thread.tid, self.boundary, "S", Sight())
        if thread.state != HELD or is_ready(thread):
            return RUNNING if thread.state == HELD or not thread.away_in else UNKNOWN
        if thread.deadline is not None and thread not in self.servers():
            return SLEEP if thread.call in SLEEPS else TIMED
        arguments = [thread.argument(index) for index in range(6)]
        return classify(thread.member.pid, thread.call, arguments, self.boundary, Sight())

    def servers(self) -> frozenset[Thread]:
        """The first threads of Managers' servers: they only look each second whether they are to end."""
        return frozenset(
            member.threads[0]
            for member in self._cast.members
            if member.alive and member.is_manager and member.threads
        )
