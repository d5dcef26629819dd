"""The right programs of tests/warden/schedule/programs under many orders: no false deadlock, and no hang.

    python benchmarks/right_programs.py [N] [--isolation LEVEL] [--seconds S] [--first SEED] [NAME ...]
    python benchmarks/right_programs.py --same 100 [1 NAME ...]

The first makes N scheduled runs (default 10,000), one program after the other. Each has an order of its own:
the plain one, one with a kind of call held back, a random one, or one of places. Without ``--isolation``
levels take turns.
The second plays each program so many times under one seed, and tells how many sequences of steps there were:
one is wanted. Ends with 1 if there was an alarm, or a second sequence. ``--seconds`` ends it earlier.
"""

from __future__ import annotations

import argparse
import collections
import itertools
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "warden" / "schedule"))
from boxes import LEVELS_HERE, Box, answer
from corpus import Program, programs, sequence

from grader import wire
from grader.box import plain
from grader.box.plan import build_box_package
from grader.evidence import End, Outcome
from grader.isolation.levels import choose
from grader.runner.held_back import CHANGES, ENDS, FEEDERS, FINE, KILLS, LATE, MARKS, OPENS
from grader.testing.schedules.orders import STAYS
from grader.warden.protocol import Schedule

HOLDS = ((), (MARKS,), (LATE,), (ENDS,), (FEEDERS,), (OPENS,), (KILLS,), (CHANGES,), (FINE,))


def order(number: int) -> Schedule:
    """The how manieth order: each kind of call held back in turn, every other one random."""
    hold = HOLDS[number // 2 % len(HOLDS)]
    if number % 4 == 3:
        return Schedule(policy="places", seed=str(number), hold=(*hold, FINE))
    if number % 2:
        return Schedule(policy="random", seed=str(number), stay=STAYS[number // 2 % len(STAYS)], hold=hold)
    return Schedule(hold=hold)


def wrong(program: Program, outcome: Outcome) -> str:
    """What is wrong with a run, empty if nothing is."""
    if outcome.end is not End.ANSWERED:
        return f"{outcome.end.value} {outcome.limit} {outcome.note}"
    said = answer(outcome)
    if "value" not in said or wire.decode(said["value"]) != program.expected:
        return f"has said {said}"
    return f"left {outcome.evidence.leftovers}" if outcome.evidence.leftovers else ""


def asked(box: Box, program: Program, method: str, schedule: Schedule) -> Outcome:
    return box.call(program.source, "main", start_method=method, schedule=schedule, wall_seconds=120.0)


def alarms(boxes: list[Box], chosen: list[Program], options: argparse.Namespace) -> int:
    """Make the runs; 1 if something was wrong in any."""
    found: collections.Counter[str] = collections.Counter()
    begin, runs = time.monotonic(), 0
    for number, (program, method) in _turns(chosen, options.first, options.count):
        schedule = order(number)
        told = wrong(program, asked(boxes[number % len(boxes)], program, method, schedule))
        runs += 1
        if told:
            found[program.name] += 1
            print(f"{program} {method} {boxes[number % len(boxes)].isolation} {schedule}: {told}", flush=True)
        if time.monotonic() - begin > options.seconds:
            break
    levels = ", ".join(box.isolation for box in boxes)
    print(f"{runs} runs of {len(chosen)} programs on {levels}, in {time.monotonic() - begin:.0f} s")
    print(f"{sum(found.values())} false alarms {dict(found) or ''}")
    return 1 if found else 0


def _turns(chosen: list[Program], first: int, count: int) -> Iterator[tuple[int, tuple[Program, str]]]:
    """Every program in turn, with one of its start methods: five times forked, then another way."""
    for number, program in zip(range(first, first + count), itertools.cycle(chosen), strict=False):
        turn = number // len(chosen)
        others = [method for method in program.methods if method != "fork"]
        method = others[turn // 6 % len(others)] if others and turn % 6 == 5 else "fork"
        yield number, (program, method)


def same(box: Box, chosen: list[Program], times: int, seconds: float) -> int:
    """Play each program again and again under one seed; 1 if it takes other steps in any run."""
    begin, many = time.monotonic(), {}
    for program in chosen:
        if not program.exact or time.monotonic() - begin > seconds:
            continue
        schedule = Schedule(policy="random", seed="7")
        outcomes = [asked(box, program, "fork", schedule) for _ in range(times)]
        many[program.name] = collections.Counter(str(sequence(outcome)) for outcome in outcomes)
        counts = sorted(many[program.name].values(), reverse=True)
        steps = len(sequence(outcomes[0]))
        print(f"{program!s:24} {times} runs of {steps} steps: {len(counts)} sequence(s) {counts}", flush=True)
    one = sum(len(found) == 1 for found in many.values())
    print(f"{one} of {len(many)} programs took the same steps in {times} runs of {times}")
    return 0 if one == len(many) else 1


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--isolation", choices=LEVELS_HERE)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--same", type=int, default=0, metavar="TIMES")
    options = parser.parse_args()
    chosen = [program for program in programs() if not options.names or program.name in options.names]
    levels = (
        [options.isolation] if options.isolation else ["namespaces"] if options.same else list(LEVELS_HERE)
    )
    with tempfile.TemporaryDirectory(prefix="forklore-bench-") as folder:
        box_package = build_box_package(Path(folder))
        plans = [
            plain.plan(box_package) if r == "none" else choose(r, box_package.parent).plan for r in levels
        ]
        boxes = [Box(plan) for plan in plans]
        try:
            if options.same:
                return same(boxes[0], chosen, options.same, options.seconds)
            return alarms(boxes, chosen, options)
        finally:
            for box in boxes:
                box.close()


if __name__ == "__main__":
    sys.exit(main())
