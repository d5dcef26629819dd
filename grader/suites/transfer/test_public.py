"""transfer: one after the other, and in opposite directions."""

from __future__ import annotations

from typing import Any

from grader.suites.transfer.scenes import answers, balances_are, move_across, moved
from grader.testing import Submission, check, expect, scenario


@scenario
def transfers(
    student: Any, balances: list[int], orders: list[list[list[int]]]
) -> tuple[list[int], list[bool]]:
    """What the accounts hold in the end."""
    return moved(student, balances, orders)


@check(points=0.5, start_methods=("fork", "forkserver"))
def test_one_after_the_other(submission: Submission) -> None:
    """A covered amount is moved, another is not, and the answer says which."""
    have = submission.random.randrange(50, 100)
    orders = [[0, 1, have - 10], [0, 1, 11], [1, 2, have], [1, 0, have - 10], [2, 1, 1], [0, 2, 0]]
    answer = submission.play(transfers, [have, 0, 0], [orders], blame={"DEADLOCKED": "lock-not-released"})
    said = answers(answer, 1)[0]
    right = [True, False, False, True, False, True]
    expect(
        said == right, f"From [{have}, 0, 0], {orders} should give {right}; it gave {said}.", "wrong-value"
    )
    balances_are(answer, [have, 0, 0], [have, 0, 0], str(orders), "wrong-value")


@check(points=1)
def test_opposite_directions(submission: Submission) -> None:
    """Two processes that move money in opposite directions do not wait for each other for ever."""
    move_across(submission, transfers)
