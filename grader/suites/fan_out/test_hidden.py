"""fan_out: any code, exceptions, another order, slow children."""

from __future__ import annotations

import os
import time
from typing import Any

from grader.runner.members import state
from grader.runner.pauses import short_pauses
from grader.runner.raises import ORDINARY, drawn, fall
from grader.runner.stage import noticed, wait_for
from grader.suites.fan_out.scenes import (
    by_number,
    codes_of,
    enter,
    has_codes,
    leave_in_turn,
    pid_of,
    ran_in_children,
)
from grader.testing import Submission, check, expect, in_box, scenario


@in_box
def given_code(number: int) -> int:
    """The code that the check has drawn for this number."""
    if enter(number):
        leave_in_turn(number)
    return int(os.environ["CODES"].split()[number])


@in_box
def raise_given(number: int) -> int:
    """Raise the exception that is given for this number, if one is."""
    if enter(number):
        leave_in_turn(number)
        kind = os.environ["KINDS"].split(",")[number]
        if kind:
            fall(kind)
    return number + 7


@in_box
def last_first(number: int) -> int:
    """The second child ends first, and the caller has had the time to notice."""
    if enter(number) and number == 0 and (second := pid_of(1)):
        noticed(second, int(os.environ["CALLER"]), patience=1.5)
    return number + 20


@in_box
def after_a_while(number: int) -> int:
    """Stay until the caller sleeps, which is what waiting looks like; at most 0.4 s."""
    if enter(number):
        caller, asleep = int(os.environ["CALLER"]), 0
        deadline = time.monotonic() + 0.4
        while asleep < 5 and time.monotonic() < deadline:
            asleep = asleep + 1 if state(caller) == "S" else 0
            wait_for("never", patience=0.01)
        leave_in_turn(number)
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
    """Two slow children. Sleeping is no waiting: the caller's sleeps are cut short."""
    with short_pauses(student.module):
        return codes_of(student, 2, after_a_while)


@check(points=1, diagnosis="wrong-value")
def test_every_code(submission: Submission) -> None:
    """Every exit code from 0 to 255 arrives."""
    random = submission.random
    codes = [random.randrange(128, 255), 255, random.randrange(1, 128)]
    answer = submission.play(given, codes)
    ran_in_children(answer, 3)
    has_codes(answer, codes, answer.value)


@check(points=1, diagnosis="wrong-value")
def test_exceptions(submission: Submission) -> None:
    """An exception in a task is exit code 1, and stays in its child, whatever its type."""
    # What SystemExit gives, and what else is no Exception, the contract leaves open.
    kinds = drawn(submission.random, ("", *ORDINARY))
    answer = submission.play(raising, kinds)
    ran_in_children(answer, len(kinds))
    has_codes(answer, [1 if kind else number + 7 for number, kind in enumerate(kinds)], answer.value)


@check(points=0.5, diagnosis="completion-order")
def test_another_order(submission: Submission) -> None:
    """The codes are in the children's order, also if the second child ends first."""
    answer = submission.play(
        other_order, blame={"DEADLOCKED": "not-concurrent", "TIMED_OUT": "not-concurrent"}
    )
    ran_in_children(answer, 2)
    has_codes(answer, [20, 21], answer.value)


@check(points=1, diagnosis="no-wait")
def test_slow_children(submission: Submission) -> None:
    """The function waits for its children, however long they take."""
    answer = submission.play(slow)
    expect(len(by_number(answer)) == 2 or answer.value != [50, 51], "Not every task was called.")
    has_codes(answer, [50, 51], answer.value)
    ran_in_children(answer, 2)
