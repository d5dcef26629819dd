"""Waits that end before their time, as if the machine were slow.

Theory of operation
-------------------
If the clock moved only when all wait, ``time.sleep(0.5)`` would always be long enough, and the commonest
mistake would hide. With haste, the wait with the earliest limit is among the choices while others could
still go on: its time has come while they stood still. What is seen then is possible in reality, on a
machine that is slow enough; it has to be said so. Each thread may be hurried so often only, because right
answers that poll would never get on. A timer is such a wait, too, but of nobody: who is chosen then is a
:class:`Ringer`, and all that it does is to ring.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from grader.warden.schedule.cast import HELD, Cast, Name, Thread
from grader.warden.schedule.timing.clock import SECOND
from grader.warden.schedule.timing.virtual_timers import Timer

MOST: Final = 20


class Ringer(Thread):
    """Stands for a timer where threads are chosen. A process's timers behind descriptors share a name."""

    __slots__ = ()

    def __init__(self, timer: Timer) -> None:
        member = timer.owner
        super().__init__(member, 0)
        member.threads.remove(self)
        member.born -= 1
        self.name, self.state, self.call = (member.number, timer.number), HELD, timer.call


class Haste:
    """Knows whose wait may end early."""

    def __init__(self, cast: Cast, seconds: float) -> None:
        self._cast, self._most = cast, seconds * SECOND
        self._hurried: Counter[Name] = Counter()
        self._ringers: dict[Timer, Ringer] = {}
        self.shortest = 0
        """Nanoseconds of the shortest wait that could have ended early while others went on; 0: none."""

    @property
    def count(self) -> int:
        """How many waits have been ended early."""
        return sum(self._hurried.values())

    def note(self, ready: list[Thread]) -> None:
        """Note which waits could end early, whether they may or not."""
        for thread in self._cast.threads:
            if thread.state == HELD and thread.deadline is not None and thread not in ready:
                wait = max(1, thread.deadline - thread.since)
                self.shortest = min(self.shortest or wait, wait)
        for ringer in self._set():
            wait = (ringer.deadline or 0) - ringer.since
            self.shortest = min(self.shortest or wait, wait)

    def _set(self) -> list[Ringer]:
        """Those of timers that have been set."""
        found = []
        for timer, due in self._cast.timers():
            ringer = self._ringers[timer] = self._ringers.get(timer) or Ringer(timer)
            ringer.deadline, ringer.since = due, due - timer.length
            found.append(ringer)
        return found

    def candidates(self, ready: list[Thread], most: float = 0.0) -> list[Thread]:
        """Threads with the earliest limit of those that are not too far away; none of ``ready``.

        ``most``: instead of the seconds that were given at the beginning.
        """
        longest = most * SECOND or self._most
        if not longest:
            return []
        due = [
            (thread.deadline, thread)
            for thread in (*self._cast.threads, *self._set())
            if thread.state == HELD
            and thread.deadline is not None
            and thread.deadline - thread.since <= longest
        ]
        due = [one for one in due if one[1] not in ready and self._hurried[one[1].name] < MOST]
        first = min((deadline for deadline, _ in due), default=0)
        return [thread for deadline, thread in due if deadline == first and not thread.member.stopped]

    def ends(self, thread: Thread) -> int:
        """The chosen wait ends now: the time to which the clock goes."""
        assert thread.deadline is not None
        self._hurried[thread.name] += 1
        return thread.deadline
