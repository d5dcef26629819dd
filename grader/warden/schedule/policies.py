"""Who goes on: policies, and the record of what was chosen.

Theory of operation
-------------------
Wherever more than one thread can go on there is a choice, and the choices of a schedule are numbered. The
base of all policies is ``straight``: whoever went last goes on as long as it can, then the next in the
order of names. What is recorded of any schedule is where it differs from that, so a record says who was
switched to and when, and nothing else, and what is left of it when it is minimised are the switches that
matter.

Nobody may starve the others: whoever only asks (has a child ended, is something there), or goes on for very
long, or has computed for a whole time slice, is ``tired`` and lets somebody else go on.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from grader.runner import held_back
from grader.runner.confine.point_filter import MARK, YIELDS
from grader.warden.protocol import Schedule
from grader.warden.schedule.alterations import OPENS, changes
from grader.warden.schedule.cast import HELD, Name, Thread
from grader.warden.schedule.kills import KILLS
from grader.warden.schedule.readiness import POLLS, READS, WRITES

WNOHANG: Final = 1
#: How often a thread may ask in a row, and how many steps it may take, before another one goes on.
MOST_ASKS = 20
MOST_IN_A_ROW = 200
#: A thread that is held back longer than others only ask is not held back any more.
MOST_ASKS_BEFORE_HELD = 40
#: For ``places``: after so many choices places are drawn anew, and so often a choice is free of them.
MOST_RANKED, UNRANKED = 300, 0.03
#: So many looks of anybody in a row, and who is held back goes on.
MOST_LOOKS = 100
LOOKS: Final = frozenset({"wait4", "waitid", YIELDS, *POLLS})


def at_mark(thread: Thread) -> bool:
    """Whether a thread stands at a mark in the submission's file."""
    return thread.call == MARK and thread.argument(0) != 0


def only_ask(ready: Sequence[Thread], most: int) -> bool:
    """Whether those that can go on have only asked, that often; one of several that passes marks works."""
    asked = [min(thread.asked, thread.steps) - len(thread.member.children) for thread in ready]
    return min(asked) > most and (len(ready) == 1 or all(thread.call != MARK for thread in ready))


def waits_to_open(thread: Thread) -> bool:
    """Whether a thread is about to open a FIFO and to wait for the other end."""
    if thread.call not in OPENS:
        return False
    flags = thread.argument(OPENS[thread.call] + 1)
    return not flags & os.O_NONBLOCK and flags & os.O_ACCMODE != os.O_RDWR


def is_feeder(thread: Thread) -> bool:
    """Whether a thread that is not its process's first is about to write."""
    return thread.call in WRITES and thread.name[1] > 0


def is_end(thread: Thread) -> bool:
    """Whether a process is about to end itself: it leaves, or sends itself a signal."""
    if thread.call in KILLS and thread.call != "pidfd_send_signal":
        return thread.name[0] > 0 and thread.small(0) == thread.member.traced.inner
    return thread.call == "exit_group" and thread.name[0] > 0 and not thread.closes


HOLDS: Final[dict[str, Callable[[Thread], bool]]] = {
    held_back.LATE: lambda thread: thread.asks and thread.call in ("wait4", "waitid"),
    held_back.ENDS: is_end,
    held_back.FEEDERS: is_feeder,
    held_back.LAST: lambda thread: thread.call in READS or at_mark(thread),
    held_back.MARKS: at_mark,
    held_back.OPENS: waits_to_open,
    held_back.CHANGES: changes,
    held_back.FINE: lambda thread: False,  # more points, of which none is held back
    held_back.KILLS: lambda thread: False,  # it is made at once, but acts late: grader.warden.schedule.steps
}


class Chooser:
    """Chooses and records; one for each schedule."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._random = random.Random(schedule.seed)
        self._holds = [HOLDS[kind] for kind in schedule.hold]
        self._recorded = parsed(schedule.choices)
        self._last: Thread | None = None
        self._row = 0
        self._looks = 0
        """How many steps in a row were looks, whether they found something or not."""
        self._passed: Counter[Name] = Counter()
        self.count = 0
        """How many choices there have been."""
        self.switches: list[tuple[int, Name]] = []
        """Where the order differs from ``straight``."""
        self.switched = False
        """Whether the last choice was such a switch."""
        self.at = -1
        """The number of the choice that the last step was, -1 if only one thread could go on."""
        self.chances: set[str] = set()
        """Kinds of calls that could have been held back at some choice of the plain order."""
        self._is_plain = schedule.policy == "straight" and not schedule.hold
        self.options: list[tuple[Name, ...]] = []
        """Who could have gone on at each choice, whoever ``straight`` takes first."""
        self._missed = -1
        self._ranks: dict[tuple[int | str, ...], float] = {}
        """For ``places``: where a place, or a thread, has been drawn into the order."""

    def pick(self, ready: Sequence[Thread], hasty: Sequence[Thread]) -> Thread:
        """Who goes on, of those who can (in the order of their names) and those whose wait may end early."""
        self.switched, self.at = False, -1
        everybody = sorted([*ready, *hasty], key=lambda thread: thread.name)
        if len(everybody) == 1:
            return self._gone(everybody[0])
        if self._is_plain:
            self._note_chances(everybody)
        base = self._straight(ready)
        chosen = self._chosen(base, everybody)
        names = (base.name, *(thread.name for thread in everybody if thread is not base))
        self.options.append(names)
        self.switched = chosen is not base
        if self.switched:
            self.switches.append((self.count, chosen.name))
        self.at = self.count
        self.count += 1
        return self._gone(chosen)

    def _note_chances(self, everybody: Sequence[Thread]) -> None:
        for kind in HOLDS.keys() - self.chances:
            if any(thread.state == HELD and HOLDS[kind](thread) for thread in everybody):
                self.chances.add(kind)

    def _spins(self) -> bool:
        """Whether nobody has done anything but look for long: what it finds may need who is held back."""
        if self._looks <= MOST_LOOKS:
            return False
        self._looks = 0
        return True

    def _gone(self, thread: Thread) -> Thread:
        if thread.state != HELD and not thread.slices:
            thread.asked = 0  # it has made a child or a thread, which is more than to ask
        looks = thread.state == HELD and (thread.call in LOOKS or thread.finds_nothing)
        self._looks = self._looks + 1 if looks else 0
        self._row = self._row + 1 if thread is self._last else 0
        self._last = thread
        return thread

    def _straight(self, ready: Sequence[Thread]) -> Thread:
        """The one that went last, as long as it can and is not tired; then the next by name, in a ring.

        Who waits for a timer goes on by that, as who sleeps would by itself.
        """
        last = self._last
        if last is None:
            return ready[0]
        if last in ready and not self._is_tired(last):
            return last
        timers = [thread for thread in ready if thread.name[0] == last.name[0] and thread.name[1] < 0]
        if timers and last not in ready:
            return timers[0]
        later = [thread for thread in ready if thread.name > last.name]
        others = [*later, *(thread for thread in ready if thread is not last)]
        return others[0] if others else last

    def _is_tired(self, thread: Thread) -> bool:
        looks = thread is self._last and min(self._looks, self._row) > MOST_ASKS
        computes = thread.slices > 0
        return (
            looks
            or computes
            or thread.asked > MOST_ASKS
            or (thread is self._last and self._row > MOST_IN_A_ROW)
        )

    def _chosen(self, base: Thread, everybody: list[Thread]) -> Thread:
        if self._schedule.policy == "recorded":
            return self._replayed(base, everybody)
        free = [thread for thread in everybody if not self._is_held_back(thread)]
        held = len(free) < len(everybody)
        if (
            not free
            or all(thread.asked > MOST_ASKS_BEFORE_HELD for thread in free)
            or (held and self._spins())
        ):
            for thread in free:
                thread.asked = 0
            return self._released([thread for thread in everybody if thread not in free] or everybody)
        if self._schedule.policy == "places":
            return self._ranking(free)
        if self._schedule.policy == "random":
            last = self._last
            if last in free and not self._is_tired(last) and self._random.random() < self._schedule.stay:
                return last
            return self._random.choice(free)
        return self._straight(free)

    def _ranking(self, free: list[Thread]) -> Thread:
        """The one whose place ranks first; at one place, the one whose name does. Nobody waits for ever."""
        eager = [thread for thread in free if not self._is_tired(thread)] or free
        if self.count % MOST_RANKED == 0:
            self._ranks.clear()
        if self._random.random() < UNRANKED:
            return self._random.choice(eager)
        return min(eager, key=self._rank_of)

    def _rank_of(self, thread: Thread) -> tuple[float, float]:
        return self._rank((thread.line, thread.nth, thread.call)), self._rank(thread.name)

    def _rank(self, place: tuple[int | str, ...]) -> float:
        if place not in self._ranks:
            self._ranks[place] = self._random.random()
        return self._ranks[place]

    def _released(self, held: list[Thread]) -> Thread:
        """Who goes on of those held back: the last, or at marks in step and feeders by age, or anybody."""
        if self._schedule.policy == "random":
            return self._random.choice(held)
        if self._schedule.policy == "places":
            return self._ranking(held)
        if held_back.LAST in self._schedule.hold:
            eager = [thread for thread in held if not self._is_tired(thread)] or held
            return max(eager, key=lambda thread: (thread.since, thread.name))
        if all(is_feeder(thread) for thread in held):
            return min(held, key=lambda thread: thread.name)
        if not all(at_mark(thread) for thread in held):
            return self._random.choice(held)
        first = min(held, key=lambda thread: (self._passed[thread.name], thread.name))
        self._passed[first.name] += 1
        return first

    def _is_held_back(self, thread: Thread) -> bool:
        return thread.state == HELD and any(hold(thread) for hold in self._holds)

    def _replayed(self, base: Thread, everybody: list[Thread]) -> Thread:
        wanted = self._recorded.get(self.count)
        if wanted is None:
            return base
        for thread in everybody:
            if thread.name == wanted:
                return thread
        if self._missed < 0:
            self._missed = self.count
        return base

    @property
    def diverged(self) -> int:
        """The first recorded choice at which the thread could not go on, or that never came; or -1."""
        never = min((number for number in self._recorded if number >= self.count), default=-1)
        return never if self._missed < 0 else self._missed


def parsed(text: str) -> dict[int, Name]:
    """Recorded choices from their text. Raises ValueError for what is none."""
    found = {}
    for item in text.split():
        number, _, name = item.partition(":")
        process, _, thread = name.partition(".")
        found[int(number)] = (int(process), int(thread))
    return found


def written(switches: Sequence[tuple[int, Name]]) -> str:
    """Recorded choices as text."""
    return " ".join(f"{number}:{name[0]}.{name[1]}" for number, name in switches)
