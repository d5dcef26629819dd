"""Orders under which a check plays its scene: first those that hold one kind of call back, then random ones.

Theory of operation
-------------------
No single policy finds everything. To hold back one kind of call until nobody else can go on finds what
depends on a child's end being noticed late, on a late end, or on a slow feeder thread: certainly, in one
run each. Random orders find races between single steps. Both are played without haste first, then with it:
what only a slow machine shows comes last, so that a check can tell it apart. All are the same in every run,
so that the same submission gets the same verdict.

An order that cannot differ from one that was played is left out (:class:`Redundant`). What is held back
makes a difference only where somebody could go on with it while others could go on without; haste, only where
somebody waited for the time while others could go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from grader.evidence import Played
from grader.messages.checks.switches import seen
from grader.runner.held_back import CHANGES, ENDS, FEEDERS, FINE, LAST, LATE, MARKS
from grader.testing.schedules.search import Places, Search
from grader.warden.protocol import Schedule

#: Those that are held back, each in an order of its own, unless a check says otherwise.
EVERY_KIND: Final = (MARKS, LATE, ENDS, FEEDERS, LAST)
#: How likely a thread goes on in the random orders, in turn: from one switch after the other to few.
STAYS: Final = (0.0, 0.5, 0.8)
HASTE_SECONDS: Final = 2.0


def orders(
    held_back: tuple[str, ...] = EVERY_KIND,
    random: int = 4,
    haste: float = HASTE_SECONDS,
    search: Search | None = None,
    finely: int = 0,
    places: Places | None = None,
) -> Iterator[Schedule]:
    """``straight``, each kind held back, so many random orders; with ``haste`` all of them again.

    A ``search`` comes before the random orders, and replaces those without haste if all its orders fit.
    With ``finely`` each statement is a point in those that follow: all threads in step, so many orders of
    places, a third of them with haste. ``places`` come last.
    """
    for seconds in (0.0, haste) if haste else (0.0,):
        yield Schedule(haste_seconds=seconds)
        for kind in held_back:
            yield Schedule(hold=(kind,), haste_seconds=seconds)
        if search is not None and not seconds:
            yield from search
        if search is None or seconds or not search.is_whole:
            yield from _drawn(random, seconds)
        if finely and not seconds:
            yield Schedule(hold=(MARKS, FINE))
        for number in range(finely // 3 if seconds else finely):
            yield Schedule(policy="places", seed=str(number), hold=(FINE,), haste_seconds=seconds)
    if places is not None:
        yield from places


class Redundant:
    """Knows which orders of one scene would be played as others have been; has to be told what was played."""

    def __init__(self) -> None:
        self._played: dict[Schedule, Played | None] = {}

    def note(self, order: Schedule, played: Played | None) -> None:
        """Take in what an order was."""
        self._played[order] = played

    def knows(self, order: Schedule) -> bool:
        """Whether an order would go as one that was played; then it counts as played, too."""
        played = self._same_as(order)
        if played is None:
            return False
        self._played[order] = played
        return True

    def _same_as(self, order: Schedule) -> Played | None:
        """What was played of an order that this one cannot differ from, if there is one."""
        if order.haste_seconds:
            calm = self._repeatable(msgspec.structs.replace(order, haste_seconds=0.0))
            wait = calm.shortest_wait if calm is not None else None
            return calm if wait is None or wait > order.haste_seconds else None
        plain = self._repeatable(Schedule(exact=order.exact))
        more_points = {CHANGES, FINE, LAST} & set(order.hold)
        if plain is None or order.policy == "recorded" or more_points:
            return None
        drawn = order.policy in ("random", "places") and plain.count
        return None if drawn or set(order.hold) & set(plain.chances) else plain

    def _repeatable(self, order: Schedule) -> Played | None:
        """What was played of an order that went as it would again."""
        played = self._played.get(order)
        return played if played is not None and played.repeatable else None


def _drawn(count: int, haste: float) -> Iterator[Schedule]:
    for number in range(count):
        stay = STAYS[number % len(STAYS)]
        yield Schedule(policy="random", seed=str(number), stay=stay, haste_seconds=haste)


def told(schedule: Schedule) -> str:
    """Say that something was seen under this order; empty for the plain one."""
    held = [kind for kind in schedule.hold if kind != FINE]
    return seen(held, schedule.policy in ("random", "places"), schedule.haste_seconds > 0)
