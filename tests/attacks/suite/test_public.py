"""squares: squares(square, numbers) calls square(n) for each number, in a process that it starts."""

from __future__ import annotations

from typing import Any

from grader.scenario import observe
from grader.testing import Answer, Submission, check, expect, in_box, scenario


@in_box
def square(number: int) -> int:
    """The square of a number; tells who computes it."""
    observe(["number", number])
    return number * number


@scenario
def squared(student: Any, numbers: list[int]) -> object:
    """The squares."""
    return student.squares(square, numbers)


def computed_elsewhere(answer: Answer, numbers: list[int]) -> None:
    """Every number went through the function once, in a process that the submission started."""
    seen = [one.value[1] for one in answer.told("number", int) if one.pid != answer.caller.pid]
    expect(sorted(seen) == sorted(numbers), "It was not computed by other processes.")


@check(points=1)
def test_example(submission: Submission) -> None:
    """The squares of 1, 2 and 3."""
    answer = submission.play(squared, [1, 2, 3], schedule=None)
    expect(answer.value == [1, 4, 9], "The squares of 1, 2, 3 are 1, 4, 9.")
    computed_elsewhere(answer, [1, 2, 3])
