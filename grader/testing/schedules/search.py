"""Every order with at most so many switches, as far as they fit a budget; and what was tried, in a sentence.

Theory of operation
-------------------
A switch is a choice at which somebody else goes on than in the plain order. What could have been switched to
is known only when an order has been played: so the search plays the plain order first, then each order that
differs from it by one switch, then each that adds one more switch after the last. By its first difference no
order comes twice. How many orders the next step takes is known before it begins; it begins only if all of
them fit the budget. So what is said of a search is true of all orders up to so many switches, or not said.

A check that asks for no search gets a small one: where an answer has few points, all its orders cost no more
than a few random ones.

No order is left out because it looks like another one. Between two of its points a thread may touch shared
memory, which nobody sees: that two steps do not depend on each other cannot be known from outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from grader.evidence import Played
from grader.messages.checks.switches import MOST_SWITCHES, tried
from grader.runner.held_back import FINE
from grader.warden.protocol import Schedule

#: Orders that a search may take.
BUDGET: Final = 60
#: Switches of a search that no check has asked for, and how many orders it may take.
SMALL: Final = (2, 20)
#: The plain order only, in the words of :attr:`Search.complete`.
NOTHING: Final = 0
#: Makes a point of each statement (see :class:`grader.warden.protocol.Schedule`).
HOLD: Final = (FINE,)


class Search:
    """Iterates over the orders; has to be told what was played after each."""

    def __init__(self, switches: int, budget: int = BUDGET) -> None:
        self._most, self._budget = switches, budget
        self._played: Played | None = None
        self._begun = False
        """Whether the plain order has been played before it began."""
        self.complete = NOTHING
        """Up to how many switches every order has been played."""
        self.points = 0
        """At how many points of the plain order somebody else could go on."""
        self.count = 0

    @property
    def is_whole(self) -> bool:
        """Whether all orders have been played that were to be."""
        return self.complete == self._most

    def begin(self, plain: Played | None) -> None:
        """Take in what the plain order was, if it has been played before."""
        self._played, self._begun = plain, True

    def note(self, played: Played | None) -> None:
        """Take in what the last order was, None if the request ran free."""
        self._played = played
        self.count -= played is None

    def __iter__(self) -> Iterator[Schedule]:
        """Yield one order after the other, as long as the next step fits."""
        orders: list[tuple[str, ...]] = [()]
        for switches in range(self._most + 1):
            if self.count + len(orders) > self._budget:
                return
            longer: list[tuple[str, ...]] = []
            for choices in orders:
                if choices or not self._begun:
                    self._played = None
                    self.count += 1
                    yield Schedule(policy="recorded", choices=" ".join(choices))
                if not _is_repeatable(self._played):
                    return
                if len(longer) <= self._budget:
                    longer += self._longer(choices, self._played)
            self.complete = switches
            orders = longer

    def _longer(self, choices: tuple[str, ...], played: Played | None) -> list[tuple[str, ...]]:
        """These choices with one switch more, after the last."""
        options = played.options if played is not None else []
        if not choices:
            self.points = len(options)
        begin = int(choices[-1].partition(":")[0]) + 1 if choices else 0
        return [
            (*choices, f"{number}:{name}")
            for number in range(begin, len(options))
            for name in options[number].split()[1:]
        ]


class Places:
    """Iterates over orders with one switch, one for each place of the submission at which there may be one.

    A place is a statement, or a call that it makes. Who has come to one a second time is not switched from
    again, so these are few, and not every order with one switch.
    """

    def __init__(self) -> None:
        self._played: Played | None = None

    def note(self, played: Played | None) -> None:
        """Take in what the last order was."""
        self._played = played

    def __iter__(self) -> Iterator[Schedule]:
        """Yield the plain order, and one for each place."""
        yield Schedule(policy="recorded", hold=HOLD)
        if not _is_repeatable(self._played):
            return
        assert self._played is not None
        for choice in _switches(self._played):
            yield Schedule(policy="recorded", choices=choice, hold=HOLD)


def _switches(played: Played) -> Iterator[str]:
    """Choices that switch from a place for the first time to somebody."""
    lines: dict[str, int] = {}
    known = set()
    for step in played.steps:
        lines[step.thread] = step.line or lines.get(step.thread, 0)
        if step.choice < 0:
            continue
        for name in played.options[step.choice].split()[1:]:
            place = (lines[step.thread], step.call, name)
            if place not in known:
                known.add(place)
                yield f"{step.choice}:{name}"


def _is_repeatable(played: Played | None) -> bool:
    """Whether an order went as it was chosen, and would do so again."""
    return played is not None and played.diverged < 0 and not played.sliced


class Tried:
    """What has been tried in one check."""

    def __init__(self) -> None:
        self.fixed = self.drawn = 0
        self.searches: list[Search] = []

    def count(self, order: Schedule) -> None:
        """Note an order that belongs to no search."""
        if order.policy in ("random", "places"):
            self.drawn += 1
        else:
            self.fixed += 1

    def told(self) -> str:
        """What was tried, and no more than that; empty if nothing was."""
        searched, fixed = [], self.fixed
        for switches in range(1, MOST_SWITCHES + 1):
            points = [one.points for one in self.searches if one.complete == switches and one.points]
            searched += [(switches, points)] if points else []
        fixed += sum(one.count for one in self.searches if not (one.complete and one.points))
        return tried(searched, fixed, self.drawn)
