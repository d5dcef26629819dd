"""fan_out: any code, exceptions, another order, slow children."""

from __future__ import annotations

import os
from typing import Any

from grader.scenario import ORDINARY, drawn, fall
from grader.suites.fan_out.scenes import (
    by_number,
    codes_of,
    enter,
    has_codes,
    ran_in_children,
)
from grader.testing import Schedule, Submission, check, expect, gave_up, in_box, scenario


@in_box
def given_code(number: int) -> int:
    """The code that the check has drawn for this number."""
    enter(number)
    return int(os.environ["CODES"].split()[number])


@in_box
def raise_given(number: int) -> int:
    """Raise the exception that is given for this number, if one is."""
    kind = os.environ["KINDS"].split(",")[number]
    if enter(number) and kind:
        fall(kind)
    return number + 7


@in_box
def last_first(number: int) -> int:
    """The second child ends first."""
    enter(number, (3 - number) / 100)
    return number + 20


@in_box
def after_a_while(number: int) -> int:
    """Stay for ten minutes by the request's own clock."""
    enter(number, 600.0 + number)
    return number + 50


@scenario
def given(student: Any, codes: list[int]) -> object:
    """Children that end with these codes."""
    os.environ["CODES"] = " ".join(map(str, codes))
    return codes_of(student, len(codes), given_code)


@scenario
def raising(student: Any, kinds: list[str]) -> object:
    """A child for each of these kinds of exceptions; no kind is a return."""
    os.environ["KINDS"] = ",".join(kinds)
    return codes_of(student, len(kinds), raise_given)


@scenario
def other_order(student: Any) -> object:
    """Two children, of which the second ends first."""
    return codes_of(student, 2, last_first)


@scenario
def slow(student: Any) -> object:
    """Two slow children."""
    return codes_of(student, 2, after_a_while)


@check(points=1, diagnosis="wrong-value")
def test_every_code(submission: Submission) -> None:
    """Every exit code from 0 to 255 arrives."""
    random = submission.random
    codes = [random.randrange(128, 255), 255, random.randrange(1, 128)]
    answer = submission.play(given, codes, schedule=Schedule())
    ran_in_children(answer, 3)
    has_codes(answer, codes, answer.value)


@check(points=1, diagnosis="wrong-value")
def test_exceptions(submission: Submission) -> None:
    """An exception in a task is exit code 1, and stays in its child, whatever its type."""
    # What SystemExit gives, and what else is no Exception, the contract leaves open.
    kinds = drawn(submission.random, ("", *ORDINARY))
    answer = submission.play(raising, kinds, schedule=Schedule())
    ran_in_children(answer, len(kinds))
    has_codes(answer, [1 if kind else number + 7 for number, kind in enumerate(kinds)], answer.value)


@check(points=0.5, diagnosis="completion-order")
def test_another_order(submission: Submission) -> None:
    """The codes are in the children's order, also if the second child ends first."""
    blame = {"DEADLOCKED": "not-concurrent", "TIMED_OUT": "not-concurrent"}
    answer = submission.play(other_order, schedule=Schedule(), blame=blame)
    ran_in_children(answer, 2)
    has_codes(answer, [20, 21], answer.value)


@check(points=1, diagnosis="no-wait")
def test_slow_children(submission: Submission) -> None:
    """The function waits for its children, however long they take."""
    answer = submission.play(slow, schedule=Schedule())
    expect(len(by_number(answer)) == 2 or answer.value != [50, 51], "Not every task was called.")
    has_codes(answer, [50, 51], answer.value, gave_up(answer, "no-wait"))
    ran_in_children(answer, 2)
