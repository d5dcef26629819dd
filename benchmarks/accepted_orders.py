"""Every accepted answer of the bank under many orders of its own: how often a check finds something wrong.

    python benchmarks/accepted_orders.py [N] [--first SEED] [--seconds S] [EXERCISE[/ANSWER] ...]

Plays the checks of each exercise under other orders than they ask for. Where they ask for many: random ones
and orders of places, with other seeds, each kind of call held back in turn, with the check's own haste in
every third. Where they ask for the plain one: a random one. N orders for each answer (default 200), some for
each in turn. Whatever a check finds is a false alarm, and is printed with its order. Ends with 1 if there
was one. ``--seconds`` ends it earlier.
"""

from __future__ import annotations

import argparse
import collections
import itertools
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from grader.bank import load_bank
from grader.box.plan import build_box_package
from grader.exercise import Exercise
from grader.isolation.levels import choose
from grader.judge.run_folder import run_folder
from grader.runner.held_back import FINE
from grader.testing import Answer, Scene
from grader.testing import submission as playing
from grader.testing.findings import Finding
from grader.testing.schedules.interactive import forked_checks
from grader.testing.schedules.orders import STAYS
from grader.testing.submission import Submission
from grader.verdict import Verdict
from grader.warden.client import Warden
from grader.warden.protocol import Schedule

#: Orders that each of a check's searches plays at a time.
SOME = 10


@dataclass
class Subject:
    """One accepted answer, and what has come of it."""

    exercise: Exercise
    name: str
    source: str
    played: int = 0
    alarms: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.exercise.slug}/{self.name}"


class OtherOrders(Submission):
    """A submission that plays a random order where a check asks for the plain one."""

    drawn = 0
    """How many it has played."""

    def play(self, scene: Scene, *args: object, **more: Any) -> Answer:  # noqa: ANN401
        asked = more.get("schedule", Schedule())
        if asked is not None and asked.policy == "straight" and self.search is None:
            self.drawn += 1
            seed = str(playing.orders.next())  # type: ignore[attr-defined]
            stay = STAYS[int(seed) % len(STAYS)]
            more["schedule"] = msgspec.structs.replace(asked, policy="random", seed=seed, stay=stay)
        return super().play(scene, *args, **more)


class Orders:
    """Stands for the orders that a suite asks for: as many others, and never the same again."""

    def __init__(self, first: int) -> None:
        self._numbers = itertools.count(first)

    def next(self) -> int:
        """A number that was not there before."""
        return next(self._numbers)

    def __call__(self, held_back: tuple[str, ...], _: int, haste: float, *__: object) -> Iterator[Schedule]:
        for number in itertools.islice(self._numbers, SOME):
            hold = ((), *((kind,) for kind in held_back))[number // 2 % (len(held_back) + 1)]
            seconds = haste if number % 3 == 2 else 0.0
            if number % 2:
                yield Schedule(policy="places", seed=str(number), hold=(*hold, FINE), haste_seconds=seconds)
            else:
                stay = STAYS[number // 2 % len(STAYS)]
                yield Schedule(policy="random", seed=str(number), stay=stay, hold=hold, haste_seconds=seconds)


def play(
    subject: Subject, suite: str, name: str, check: Callable[[Submission], object], warden: Warden
) -> bool:
    """Judge an answer by one check; whether that has played an order."""
    exercise, seed = subject.exercise, f"{suite}.{name}"
    submission = OtherOrders(exercise.slug, subject.source, lambda: warden, exercise.limits, seed, "fork")
    finding = None
    try:
        check(submission)
        finding = submission.leak()
    except Finding as found:
        finding = found
    orders = submission.drawn + submission.tried.fixed + submission.tried.drawn
    subject.played += orders
    if finding is not None and finding.verdict is not Verdict.SKIPPED:
        order = submission.search[1] if submission.search is not None else None
        subject.alarms.append(f"{subject} {seed}: {finding.verdict} {finding.message} {order}")
        print(subject.alarms[-1], flush=True)
    return orders > 0


def subjects(wanted: list[str]) -> list[Subject]:
    """The answers that were asked for, or all of them."""
    found = []
    for exercise in load_bank().exercises:
        for accepted in exercise.accepted:
            subject = Subject(exercise, accepted.name, accepted.path.read_text("utf-8"))
            if not wanted or {exercise.slug, str(subject)} & set(wanted):
                found.append(subject)
    return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=200)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--first", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    options = parser.parse_intermixed_args()
    playing.orders = Orders(options.first)  # type: ignore[assignment]
    chosen, begin = subjects(options.names), time.monotonic()
    many: dict[str, list[Any]] = {s.exercise.slug: [*forked_checks(s.exercise)] for s in chosen}
    with run_folder() as folder:
        build_box_package(folder)
        with Warden(choose("auto", folder).plan) as warden:
            left = list(chosen)
            for subject in itertools.chain.from_iterable(iter(lambda: list(left), [])):
                if time.monotonic() - begin > options.seconds:
                    break
                slug, before = subject.exercise.slug, subject.played
                many[slug] = [one for one in many[slug] if play(subject, *one, warden)]
                if subject.played >= options.count or subject.played == before:
                    left.remove(subject)
    return told(chosen, time.monotonic() - begin)


def told(chosen: list[Subject], seconds: float) -> int:
    """Print what was played; 1 if there was a false alarm."""
    by_exercise: dict[str, list[Subject]] = collections.defaultdict(list)
    for subject in chosen:
        by_exercise[subject.exercise.slug].append(subject)
    for slug, some in by_exercise.items():
        counts = [subject.played for subject in some]
        print(f"{slug:20} {len(some):3} answers, {min(counts)} to {max(counts)} orders each")
    alarms = sum(len(subject.alarms) for subject in chosen)
    print(f"{sum(s.played for s in chosen)} orders of {len(chosen)} answers in {seconds:.0f} s")
    print(f"{alarms} false alarms")
    return 1 if alarms else 0


if __name__ == "__main__":
    sys.exit(main())
