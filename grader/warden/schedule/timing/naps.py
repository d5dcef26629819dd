"""Pauses of who polls, which grow while nothing happens.

Theory of operation
-------------------
Who looks every hundredth of a second whether something has come takes thousands of steps while somebody else
sleeps for ten minutes, and a schedule has only so many. A pause may last longer than asked on any machine. So
whoever has paused often, and only paused, oversleeps by a twentieth of the time since it began to: then the
looks grow with the logarithm of the time. It never sleeps past the limit of somebody who does not poll, and
not longer than asked before everybody who polls has looked at what others did. A wait that ends early ends
the row only with what is done then: the lock around a look is passed on, and nothing is found behind it. What
a Manager's server does is a part of the look of who has asked it, and its own looks each second are no limit.
If its server waits for somebody, that is a pause too, and what is done with its answer is a part of the look.
The ticks of a timer are such pauses, too, whether it repeats or is set anew each time.

In the plain order all pauses are as long as asked for the first thousands of steps. So a limit that counts
looks is reached there, as it would be in reality; the other orders need not show it again. Where everybody
polls, pauses grow until half of the time that a request has is over: who gives up after so many looks does.
Where durations are judged they do not grow, but last a millisecond at least.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from grader.runner.confine.point_filter import MARK
from grader.warden.protocol import Schedule
from grader.warden.schedule.cast import HELD, Cast, Name, Thread
from grader.warden.schedule.readiness import READS
from grader.warden.schedule.timing.clock import SECOND
from grader.warden.schedule.timing.virtual_timers import Timer

#: So many pauses in a row are as long as asked, and how large a part of their time the next one may add.
EXACT: Final = 100
PART: Final = 20
#: Nanoseconds that a pause lasts at least, of who polls where durations are judged.
SHORTEST: Final = 1_000_000
#: Calls without a limit that are no work: a mark, and a wait for a lock.
NOTHING: Final = frozenset({MARK, "futex"})
#: So many steps of the plain order come first: less than half of what a request may take.
PLAIN: Final = 8_000


class Naps:
    """Knows who polls, and since when."""

    def __init__(self, schedule: Schedule) -> None:
        """Begin with none; the plain order is that of no policy's choice, played first or again."""
        plain = not (schedule.hold or schedule.haste_seconds or schedule.choices or schedule.seed)
        self._steps_left = PLAIN if plain else 0
        self._exact = schedule.exact
        self._half = int(schedule.virtual_seconds * SECOND) // 2
        self._row: dict[Name, tuple[int, int]] = {}
        self._woken: set[Name] = set()
        """Whose wait has come to an end before its time, and who has done nothing since."""
        self._looked: set[Name] = set()
        """Who has looked since somebody who does not poll took a step."""
        self._asking: set[Name] = set()
        """Who may have waited for an answer of a Manager while a wait of its server ran out."""

    def note(self, thread: Thread) -> None:
        """A thread is about to take a step: a wait whose time has run out is a pause."""
        self._steps_left -= 1
        if self._since(thread) is None and not thread.member.is_manager and thread.name not in self._asking:
            self._looked.clear()
        woken = thread.name in self._woken
        nothing = thread.call in NOTHING and thread.deadline is None
        if thread.state != HELD or nothing or (thread.asks and not (woken and thread.expired)):
            return
        self._woken.discard(thread.name)
        if thread.expired:
            count, since = self._row.get(thread.name, (0, thread.since))
            self._row[thread.name] = count + 1, since
            self._looked.add(thread.name)
        elif thread.deadline is not None:
            self._woken.add(thread.name)
        elif woken:
            self._row.pop(thread.name, None)

    def until(self, now: int, limit: int, cast: Cast, servers: Container[Thread]) -> int:
        """To which moment the clock may go; from ``now`` on only ``servers`` can go on before ``limit``."""
        held = [one for one in cast.threads if one.state == HELD and one not in servers]
        waits = [(thread, thread.deadline) for thread in held if thread.deadline]
        served = any(thread.member.is_manager for thread, deadline in waits if deadline == limit)
        self._asking = {one.name for one in held if served and one.call in READS and not one.deadline}
        polling = {thread.name for thread, _ in waits if self._since(thread) is not None}
        timers = [(due, self._ticks_since(timer)) for timer, due in cast.timers()]
        woken = [self._since(thread) for thread, deadline in waits if deadline == limit]
        woken += [since for moment, since in timers if moment == limit]
        if not woken or None in woken or not polling <= self._looked:
            return limit
        others = [deadline for thread, deadline in waits if thread.name not in polling]
        longer = limit + (limit - max(since for since in woken if since is not None)) // PART
        if self._exact:
            longer = max(limit, now + SHORTEST)
        others += [moment for moment, since in timers if since is None]
        return min([longer, *([moment for moment in others if moment >= limit] or [max(limit, self._half)])])

    def _since(self, thread: Thread) -> int | None:
        """Since when it polls, None if it does not."""
        count, since = self._row.get(thread.name, (0, 0))
        return since if count >= EXACT and self._steps_left < 0 else None

    def _ticks_since(self, timer: Timer) -> int | None:
        """Since when a process looks at each tick of a timer that it has set, None if it does not."""
        count, length, since = timer.owner.ticks
        return since if count >= EXACT and self._steps_left < 0 and timer.length == length else None
