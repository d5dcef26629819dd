"""squares: numbers and a function that nobody can guess."""

from __future__ import annotations

from typing import Any

from grader.scenario import observe
from grader.testing import Submission, check, expect, in_box, scenario


@in_box
def shifted(number: int) -> int:
    """Another function of a number; tells who computes it."""
    observe(["number", number])
    return number * number + 77


@scenario
def done(student: Any, numbers: list[int]) -> object:
    """What the other function gives."""
    return student.squares(shifted, numbers)


@check(points=2)
def test_numbers(submission: Submission) -> None:
    """Any function of any numbers."""
    numbers = submission.random.sample(range(10**6), 3)
    answer = submission.play(done, numbers, schedule=None)
    expect(answer.value == [n * n + 77 for n in numbers], "These are not the function's values.")
    seen = [one.value[1] for one in answer.told("number", int) if one.pid != answer.caller.pid]
    expect(sorted(seen) == sorted(numbers), "It was not computed by other processes.")
