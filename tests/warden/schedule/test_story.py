"""A failing order is taken down to the switches that matter, and told."""

from __future__ import annotations

import pytest
from boxes import Box
from corpus import drawn, is_right, planted

from grader.evidence import Outcome, Played, PlayedStep
from grader.messages.checks.switches import story
from grader.testing.schedules.minimise import Switches, minimal
from grader.warden.protocol import Schedule


@pytest.mark.parametrize("name,most", [("lost_update", 3), ("lock_order", 2)])
def test_what_matters_is_a_few_switches(boxed: Box, name: str, most: int) -> None:
    found: list[Outcome] = []

    def fails(switches: Switches) -> bool:
        schedule = Schedule(policy="recorded", choices=" ".join(switches))
        outcome = boxed.ask(planted()[name].asked(schedule))
        if not is_right(outcome):
            found.append(outcome)
        return not is_right(outcome)

    outcomes = (boxed.ask(planted()[name].asked(drawn(seed))) for seed in range(8))
    played = next(outcome.played for outcome in outcomes if not is_right(outcome))
    assert played is not None
    shortest = minimal(tuple(played.choices.split()), fails, runs=60)
    assert len(shortest) <= most, shortest
    assert found[-1].played is not None and " at line " in story(found[-1].played)


def test_a_switch_is_one_sentence() -> None:
    mark = "sched_get_priority_max"
    steps = [
        PlayedStep(thread="1.0", call=mark, line=8),
        PlayedStep(thread="2.0", call=mark, line=8, switch=True),
        PlayedStep(thread="2.0", call="exit_group"),
        PlayedStep(thread="1.0", call=mark, line=9),
    ]
    played = Played(choices="1:2.0", count=3, options=[], steps=steps)
    assert story(played) == "Child 1 pauses at line 9; child 2 goes on."
    steps[0] = PlayedStep(thread="0.1", call=mark, line=8)
    steps[3] = PlayedStep(thread="0.1", call="write")
    played = Played(choices="1:2.0", count=3, options=[], steps=steps)
    assert story(played) == "A thread of the caller is about to write; child 2 goes on."


def test_many_switches_are_counted() -> None:
    steps = [PlayedStep(thread=f"{number % 2}.0", switch=True) for number in range(9)]
    assert story(Played(choices="", count=9, options=[], steps=steps)).startswith("It takes 9 switches")
