"""grader.testing.expectations: what suites expect of an answer, on evidence that is made up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import pytest

from grader import wire
from grader.evidence import End, Evidence, Kind, Observation, Outcome, ProcessRecord
from grader.scenario import odd_values, one_slow, result_of
from grader.testing import (
    Answer,
    all_met,
    forked,
    lost_with_the_slow,
    nobody_waits_for,
    ran_in_children,
    returned_pid,
    same_list,
    through_text,
)
from grader.testing.findings import Finding, by_verdict

CALLER = 1


def answer(
    *told: tuple[int, list[Any]], threads: int = 1, lives: tuple[tuple[float, float], ...] = ()
) -> Answer:
    """An answer with these observations, and children that lived so long, from pid 2 on."""
    children = [
        ProcessRecord(pid=pid, parent=CALLER, kind=Kind.PROCESS, begin=begin, end=end)
        for pid, (begin, end) in enumerate(lives, 2)
    ]
    caller = ProcessRecord(pid=CALLER, parent=0, kind=Kind.RUNNER, begin=0.0, threads=threads)
    evidence = Evidence(
        witness="ptrace",
        processes=[caller, *children],
        signals=[],
        observations=[Observation(at=0.0, pid=pid, value=wire.encode(value)) for pid, value in told],
        leftovers=[],
    )
    return Answer(None, Outcome(end=End.ANSWERED, evidence=evidence))


def met(*pids: int, well: bool = True) -> list[tuple[int, list[Any]]]:
    return [(pid, ["met", well]) for pid in pids]


TOGETHER, SINGLY = ((0.0, 2.0), (1.0, 3.0)), ((0.0, 1.0), (1.0, 2.0))
FOUND: list[tuple[Callable[[], object], str]] = [
    (partial(ran_in_children, answer((1, ["in"]), lives=TOGETHER)), "no-real-process"),
    (partial(ran_in_children, answer((1, ["in"]), threads=2)), "threads-instead"),
    (partial(all_met, answer(*met(2, 3, well=False), lives=TOGETHER), 2), "not-concurrent"),
    (partial(all_met, answer(*met(2, 3, well=False), lives=SINGLY), 2), "start-join-in-loop"),
    (partial(all_met, answer(*met(2), lives=TOGETHER), 2), "not-concurrent"),
    (partial(all_met, answer(*met(2, 2), lives=TOGETHER), 2), "threads-instead"),
    (partial(all_met, answer(*met(2, 2), lives=TOGETHER), 2, shared="no-real-process"), "no-real-process"),
    (partial(forked, answer()), "no-real-process"),
    (partial(forked, answer(threads=2)), "threads-instead"),
    (partial(returned_pid, answer(lives=SINGLY), CALLER, 2), "returned-own-pid"),
    (partial(returned_pid, answer(lives=SINGLY), True, 1), "wrong-value"),
    (partial(same_list, (1, 2), [1, 2]), "wrong-type"),
    (partial(same_list, [2, 1], [1, 2]), "completion-order"),
    (partial(same_list, [True], [1]), "wrong-value"),
    (partial(same_list, [1], [1, 2], "ended-is-not-read"), "ended-is-not-read"),
    (
        partial(nobody_waits_for, 0, answer((2, ["out", 0]), (3, ["out", 1])), left="out", what="x"),
        "held-up-by-one",
    ),
]


@pytest.mark.parametrize(("expectation", "diagnosis"), FOUND)
def test_what_does_not_hold_ends_the_check(expectation: Callable[[], object], diagnosis: str) -> None:
    with pytest.raises(Finding) as found:
        expectation()
    assert found.value.diagnosis == diagnosis


def test_what_holds_goes_on() -> None:
    calls = ran_in_children(answer((2, ["in", 7]), (3, ["out"])), int)
    assert [(seen.pid, seen.value) for seen in calls] == [(2, ["in", 7])]
    all_met(answer(*met(2, 3), lives=TOGETHER), 2)
    same_list([1, None], [1, None])
    nobody_waits_for(0, answer((3, ["out", 1]), (2, ["out", 0])), left="out", what="x")


def test_results_without_the_slow_one_are_told_from_others() -> None:
    assert lost_with_the_slow([None, 2, 3], [1, 2, 3]) == "limit-for-end"
    assert lost_with_the_slow([2, 3], [1, 2, 3]) == "limit-for-end"
    assert lost_with_the_slow([1, 3], [1, 2, 3]) == lost_with_the_slow(None, [1]) == "wrong-value"


def test_how_many_lived_at_once() -> None:
    assert answer(lives=TOGETHER).most_alive == 2
    assert answer(lives=SINGLY).most_alive == 1
    assert answer().most_alive == 0


def test_blame_is_one_diagnosis_a_map_or_a_function() -> None:
    assert by_verdict("no-wait") == dict.fromkeys(("DEADLOCKED", "TIMED_OUT", "CRASHED"), "no-wait")
    assert by_verdict({"LEAKED": "never-closed"}) == {"LEAKED": "never-closed"}
    assert by_verdict(None) == by_verdict(lambda finding: "no-wait") == {}


def test_an_item_says_what_comes_of_it() -> None:
    items = [*one_slow(2), ["give", None], ["meet", 3, "x"], ["large", 2], ["a", 1], [], None, 0]
    assert [result_of(item) for item in items] == [0, 1, None, "x", "xx", ["a", 1], [], None, 0]
    values = odd_values(Random(1))
    assert [result_of(value) for value in values] == values


@pytest.mark.parametrize(
    ("got", "told"),
    [
        (b"a\nb\n", True),
        (b"a\r\nb\r", False),
        (b"a\n", False),
        ("a\nb\n", False),
    ],
)
def test_bytes_that_went_through_text_lack_line_ends_only(got: object, told: bool) -> None:
    assert through_text(got, b"a\r\nb\r") is told
