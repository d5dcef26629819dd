"""What the submission's side claims is read by its form; another form reaches no suite."""

from __future__ import annotations

from typing import Any

import pytest

from grader.evidence import End, Evidence, Observation, Outcome
from grader.testing.answer import Answer
from grader.testing.claims import fits, form_of
from grader.testing.findings import Finding
from grader.verdict import Verdict
from grader.wire import Opaque, encode


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (1, int),
        (True, int),
        (None, None),
        ("text", str | None),
        ((1, "a"), tuple[int, str]),
        ((), tuple[int, ...]),
        ((1, 2, 3), tuple[int, ...]),
        ([[1], []], list[list[int]]),
        ({"a": [1.5]}, dict[str, list[float]]),
        (Opaque("set", "{1}"), object),
        ([Opaque("set", "{1}")], list[Any]),
    ],
)
def test_a_value_of_its_form(value: object, form: object) -> None:
    assert fits(value, form)


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("1", int),
        (1, bool),
        (1, float),
        (None, str),
        ([1, "a"], tuple[int, str]),
        ((1,), tuple[int, str]),
        ((1, 2, 3), tuple[int, int]),
        ((1, "a"), tuple[int, ...]),
        ([1, "a"], list[int]),
        ({1: 2}, dict[str, int]),
        (5, list[int] | None),
        (Opaque("int", "1"), int),
    ],
)
def test_a_value_of_another_form(value: object, form: object) -> None:
    assert not fits(value, form)


def test_the_form_of_a_scenario_is_what_it_gives_back() -> None:
    def scene(student: Any) -> tuple[object, int]:
        raise NotImplementedError

    assert form_of(scene) == tuple[object, int]


def answer_with(*observed: object) -> Answer:
    observations = [Observation(at=0.0, pid=7, value=encode(value)) for value in observed]
    evidence = Evidence(witness="ptrace", processes=[], signals=[], observations=observations, leftovers=[])
    return Answer(None, Outcome(end=End.ANSWERED, evidence=evidence))


def test_observations_are_told_by_their_word() -> None:
    answer = answer_with(["in", 1], ["out", 1], ["in", 2], 5, None, "in", [], {"in": 1}, ("in", 3))
    assert [seen.value[1] for seen in answer.told("in", int)] == [1, 2]
    assert answer.told("met", bool) == []


@pytest.mark.parametrize("forged", [["in"], ["in", "1"], ["in", 1, 2], ["in", None], ["in", [1]]])
def test_an_observation_that_no_line_of_the_check_makes_is_refused(forged: object) -> None:
    with pytest.raises(Finding) as found:
        answer_with(["in", 1], forged).told("in", int)
    assert found.value.verdict is Verdict.FAILED
