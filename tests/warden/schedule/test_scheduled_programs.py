"""Right programs stay right under every order, at every level; the same seed gives the same order."""

from __future__ import annotations

import pytest
from boxes import Box, value
from corpus import Program, drawn, programs, sequence

from grader.evidence import End
from grader.warden.protocol import Schedule

RUNS = 5
#: What has to take the same steps under the same seed. For all of them, and a hundred runs of each:
#: ``python benchmarks/right_programs.py --same 100``.
SAME = ("queue_two", "synchronised", "signals", "epoll_of_pipes", "pool_one_by_one")
ORDERS = {
    "namespaces": (Schedule(), drawn(1), drawn(2, stay=0.8, hold=("ends",))),
    "uid": (drawn(3, stay=0.5, hold=("late",)),),
    "landlock": (drawn(3, stay=0.5, hold=("late",)),),
    "none": (drawn(4, hold=("marks",)),),
}
STARTED = [(program, method) for program in programs() for method in program.methods if method != "fork"]


@pytest.mark.parametrize("program", programs(), ids=str)
def test_a_program_does_what_it_does_when_it_runs_free(box: Box, program: Program) -> None:
    for schedule in ORDERS[box.isolation]:
        outcome = box.call(program.source, "main", schedule=schedule)
        assert outcome.end is End.ANSWERED, outcome
        assert value(outcome) == program.expected, outcome
        assert outcome.evidence.leftovers == [], outcome


@pytest.mark.parametrize("program,method", STARTED, ids=str)
def test_every_start_method_does(boxed: Box, program: Program, method: str) -> None:
    outcome = boxed.call(program.source, "main", schedule=drawn(method), start_method=method, wall_seconds=60)
    assert outcome.end is End.ANSWERED, outcome
    assert value(outcome) == program.expected, outcome


@pytest.mark.parametrize("name", SAME)
def test_the_same_seed_gives_the_same_steps(boxed: Box, name: str) -> None:
    program = next(program for program in programs() if program.name == name)
    for schedule in (drawn(7), drawn(3, stay=0.5, haste_seconds=2.0)):
        outcomes = [boxed.call(program.source, "main", schedule=schedule) for _ in range(RUNS)]
        runs = {
            (o.end, str(sequence(o)), o.played.choices, str(o.played.options)) for o in outcomes if o.played
        }
        assert len(runs) == 1


def test_another_seed_gives_another_order(boxed: Box) -> None:
    program = next(program for program in programs() if program.name == "queue_two")
    runs = {str(sequence(boxed.call(program.source, "main", schedule=drawn(seed)))) for seed in range(5)}
    assert len(runs) > 1


def test_a_request_without_a_schedule_tells_of_none(box: Box) -> None:
    source = "import time\ndef f():\n    begin = time.monotonic()\n    time.sleep(0.2)\n    return begin\n"
    before = box.call(source, schedule=Schedule())
    free = box.call(source)
    assert free.played is None and before.played is not None
    assert value(before) == pytest.approx(1_000_000, abs=1)
    assert value(free) < 900_000 or abs(value(free) - value(before)) > 1
    assert free.evidence.wall_seconds >= 0.2
