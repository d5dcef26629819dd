"""Looking for a planted bug as a check does: one order after the other, until one shows it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import filterfalse
from pathlib import Path

from boxes import Box, descendants
from corpus import Bug, is_right, sequence

from grader.evidence import Outcome
from grader.runner.held_back import CHANGES, ENDS, FEEDERS, FINE, KILLS, LAST, LATE, MARKS, OPENS
from grader.testing.schedules.minimise import Switches, minimal
from grader.testing.schedules.orders import HASTE_SECONDS, Redundant, orders
from grader.testing.schedules.replay import recorded
from grader.testing.schedules.search import Places
from grader.warden.protocol import Schedule

HELD_BACK = (MARKS, LATE, ENDS, FEEDERS, LAST, OPENS, KILLS, CHANGES)
RANDOM, FINELY = 4, 6
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Hunt:
    """What came of it."""

    bug: Bug
    plain: bool
    """Whether it is right in the plain order."""
    found: Schedule | None
    runs: int
    cpu_seconds: float
    replayed: bool = False
    """Whether its choices, played again, take the same steps to the same end."""
    switches: int = -1
    """The fewest that were found to be enough."""
    hurried: bool = False
    """Whether it takes a machine that is slow."""

    def __str__(self) -> str:
        order = self.found
        how = "NOT FOUND"
        if order is not None:
            slow = "slow machine" if order.haste_seconds else ""
            how = " ".join(filter(None, (order.policy, order.seed, *order.hold, order.choices, slow)))
        again = (
            f"{self.switches} switches" + ("" if self.replayed else ", NOT REPLAYED") if self.found else ""
        )
        return f"{self.bug!s:38} {self.runs:4} {self.cpu_seconds:6.2f} s  {how}  {again}"


def hunted(box: Box, bug: Bug, seconds: float = 2.0) -> Hunt:
    """Look for a bug as long as so many seconds of CPU last."""
    begin, search, redundant = spent(box), Places(), Redundant()
    outcome = box.ask(bug.asked(Schedule()))
    redundant.note(Schedule(), outcome.played)
    hunt = Hunt(bug, is_right(outcome), None, 1, spent(box) - begin)
    if not hunt.plain:
        hunt.found = Schedule()
        return _again(box, hunt, outcome)
    for order in filterfalse(redundant.knows, _tried(search)):
        outcome = box.ask(bug.asked(order))
        redundant.note(order, outcome.played)
        search.note(outcome.played)
        hunt.runs += 1
        hunt.cpu_seconds = spent(box) - begin
        if not is_right(outcome):
            hunt.found = order
            return _again(box, hunt, outcome)
        if hunt.cpu_seconds > seconds:
            return hunt
    return hunt


def _tried(search: Places) -> Iterator[Schedule]:
    yield from orders(HELD_BACK, RANDOM, HASTE_SECONDS, finely=FINELY, places=search)
    for number in range(FINELY, 100):
        yield Schedule(policy="places", seed=str(number), hold=(FINE,))


def _again(box: Box, hunt: Hunt, outcome: Outcome) -> Hunt:
    """Play what was found again, and with as few switches as possible."""
    order, played = hunt.found, outcome.played
    assert order is not None and played is not None

    def play(switches: Switches) -> Outcome:
        return box.ask(hunt.bug.asked(recorded(" ".join(switches), order.hold, order.haste_seconds)))

    choices = tuple(played.choices.split())
    again = play(choices)
    hunt.replayed = (again.end, sequence(again)) == (outcome.end, sequence(outcome))
    hunt.switches = len(minimal(choices, lambda switches: not is_right(play(switches))))
    hunt.hurried = played.hurried > 0
    return hunt


def spent(box: Box) -> float:
    """Seconds of CPU of this process and of the box, with those that it has waited for."""
    ticks = 0
    for pid in (box.warden.pid, *descendants(box.warden.pid)):
        try:
            text = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            continue
        ticks += sum(map(int, text[text.rindex(")") + 2 :].split()[11:15]))
    return ticks / TICKS + time.process_time()
