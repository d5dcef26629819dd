"""transfer: one after the other, and in opposite directions."""

from __future__ import annotations

from typing import Any

from grader.suites.transfer.scenes import answers, balances_are, move_across, moved
from grader.testing import MARKS, Schedule, Submission, check, expect, scenario


@scenario
def transfers(
    student: Any, balances: list[int], orders: list[list[list[int]]]
) -> tuple[list[int], list[bool]]:
    """What the accounts hold in the end."""
    return moved(student, balances, orders)


@scenario
def every_pair(student: Any, count: int, left: int, right: int) -> list[tuple[list[int], list[bool]]]:
    """What accounts hold after transfers between two of them, both ways at once, for every other pair."""
    pairs = [(a, b) for b in range(2, count) for a in range(b)]
    return [moved(student, [100] * count, [[[a, b, left]], [[b, a, right]]]) for a, b in pairs]


@check(points=0.5, start_methods=("fork", "forkserver"))
def test_one_after_the_other(submission: Submission) -> None:
    """A covered amount is moved, another is not, and the answer says which."""
    have = submission.random.randrange(50, 100)
    orders = [[0, 1, have - 10], [0, 1, 11], [1, 2, have], [1, 0, have - 10], [2, 1, 1], [0, 2, 0]]
    answer = submission.play(
        transfers, [have, 0, 0], [orders], schedule=Schedule(), blame={"DEADLOCKED": "lock-not-released"}
    )
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
    count = submission.random.choice([4, 5])
    left, right = submission.random.sample(range(1, 50), 2)
    answer = submission.play(every_pair, count, left, right, schedule=Schedule(hold=(MARKS,)))
    said = answers(answer, 2)
    pairs = count * (count - 1) // 2 - 1
    shown = f"Between {count} accounts, {pairs} times two transfers were covered; the answers were {said}."
    expect(said == {0: [True] * pairs, 1: [True] * pairs}, shown, "refused-when-busy")
    held = [sorted(balances) for balances, _ in answer.value]
    right_ones = sorted([*[100] * (count - 2), 100 - left + right, 100 + left - right])
    told = f"After {left} one way and {right} the other the balances should be {right_ones}; they are {held}."
    expect(all(balances == right_ones for balances in held), told, "lost-update")
