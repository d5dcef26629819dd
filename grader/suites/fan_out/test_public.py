"""fan_out: the codes, and all at once."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

from grader.scenario import meet, observe
from grader.suites.fan_out.scenes import (
    codes_of,
    enter,
    has_codes,
    in_the_loop,
    ran_in_children,
)
from grader.testing import Schedule, Submission, check, expect, fail, in_box, scenario


@in_box
def add_forty(number: int) -> int:
    """A small number."""
    enter(number)
    return number + 40


@in_box
def meet_three(number: int) -> int:
    """Wait until three tasks are in here; tell whether they came."""
    if enter(number, 0.0):
        observe(["met", meet("three", 3, patience=3.0)])
        time.sleep(number / 100)
    return number


@scenario
def forty(student: Any, n: int) -> tuple[object, object]:
    """The codes of no child and of n children."""
    return codes_of(student, 0, add_forty), codes_of(student, n, add_forty)


@scenario
def three(student: Any) -> object:
    """Three children that wait for each other."""
    return codes_of(student, 3, meet_three)


@check(points=1, diagnosis="wrong-value")
def test_codes(submission: Submission) -> None:
    """Each child ends with what its task returns, and the answer has the codes by number."""
    n = submission.random.randrange(2, 5)
    answer = submission.play(forty, n, schedule=Schedule())
    none, codes = answer.value
    ran_in_children(answer, n)
    has_codes(answer, [number + 40 for number in range(n)], codes)
    expect(none == [], f"Without children the answer should be []; it is {none!r}.")


@check(points=1.5, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """All children run at once: they can wait for each other."""
    answer = submission.play(three, schedule=Schedule())
    ran_in_children(answer, 3)
    told = answer.told("met", bool)
    met = [seen.value[1] for seen in told]
    if met != [True] * 3:
        in_the_loop(answer)
        ran = [answer.process(seen.pid) for seen in told]
        singly = all(a and b and a.end is not None and a.end <= b.begin for a, b in pairwise(ran))
        fail(
            "Three tasks waited for each other and did not meet"
            + (": each child began after the end of the one before." if singly else "."),
            "start-join-in-loop" if singly else "not-concurrent",
        )
    has_codes(answer, [0, 1, 2], answer.value)
