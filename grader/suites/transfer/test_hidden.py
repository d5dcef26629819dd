"""transfer: the same account, money that is there once, one destination, and free locks."""

from __future__ import annotations

from typing import Any

from grader.suites.transfer.scenes import (
    answers,
    balances_are,
    each,
    move_across,
    move_elsewhere,
    moved,
    moved_late,
)
from grader.testing import Schedule, Submission, check, expect, scenario


@scenario
def transfers(
    student: Any, balances: list[int], orders: list[list[list[int]]]
) -> tuple[list[int], list[bool]]:
    """What the accounts hold in the end."""
    return moved(student, balances, orders)


@scenario
def one_transfer(student: Any, balances: list[int], order: list[int]) -> list[int]:
    """What the accounts hold after a transfer whose destination was taken for long."""
    return moved_late(student, balances, order)


@scenario
def transfers_elsewhere(
    student: Any, balances: list[int], orders: list[list[list[int]]]
) -> tuple[list[int], list[bool]]:
    """What the accounts hold in the end; they lie in memory in another order in each of two processes."""
    return moved(student, balances, orders, move_elsewhere)


@check(points=0.5, start_methods=("spawn",))
def test_one_order_for_all(submission: Submission) -> None:
    """The order of the locks is the same in processes that were not forked from one another, too."""
    move_across(submission, transfers_elsewhere)


@check(points=0.5)
def test_same_account(submission: Submission) -> None:
    """From an account to itself nothing moves; the answer says whether the amount is covered."""
    have = submission.random.randrange(10, 100)
    orders = [[0, 0, have], [0, 0, have + 1], [0, 0, 0]]
    answer = submission.play(
        transfers, [have, 5], [orders], schedule=Schedule(), blame={"DEADLOCKED": "double-acquire"}
    )
    said = answers(answer, 1)[0]
    shown = f"From [{have}, 5], {orders} should give [True, False, True]; it gave {said}."
    expect(said == [True, False, True], shown, "wrong-value")
    balances_are(answer, [have, 5], [have, 5], str(orders), "wrong-value")


@check(points=0.5)
def test_only_once(submission: Submission) -> None:
    """Two processes cannot both spend what is there only once."""
    amount = submission.random.randrange(60, 90)
    orders = [[[0, 1, amount]], [[0, 2, amount]]]
    for answer in each(submission, transfers, [100, 0, 0], orders):
        said = [items[0] for items in answers(answer, 2).values()]
        balances, _ = answer.value
        shown = f"Two processes took {amount} of 100: the answers were {said}, the balances are {balances}."
        expect(said.count(True) < 2 and min(balances, default=0) >= 0, shown, "overdraft-outside-lock")
        expect(said.count(True) == 1, shown, "refused-when-busy")
        right = [100 - amount, amount * said[0], amount * said[1]]
        balances_are(answer, [100, 0, 0], right, f"{amount} to account 1 and to account 2")


@check(points=0.5)
def test_one_destination(submission: Submission) -> None:
    """Two processes that move money to the same account lose none of it."""
    left, right = submission.random.sample(range(1, 50), 2)
    for answer in each(submission, transfers, [100, 100, 0], [[[0, 2, left]], [[1, 2, right]]]):
        said = answers(answer, 2)
        shown = f"Both were covered; the answers were {said}."
        expect(said == {0: [True], 1: [True]}, shown, "refused-when-busy")
        after = [100 - left, 100 - right, left + right]
        balances_are(answer, [100, 100, 0], after, f"{left} and {right} to account 2")


@check(points=0.5, diagnosis="refused-when-busy")
def test_never_refused(submission: Submission) -> None:
    """A transfer that is covered is not refused because others are busy with the same accounts."""
    amount = submission.random.randrange(1, 30)
    for answer in each(submission, transfers, [100, 0], [[[0, 1, amount]]] * 3):
        said = [items[0] for items in answers(answer, 3).values()]
        expect(said == [True] * 3, f"Three times {amount} of 100 is covered; the answers were {said}.")
        balances_are(answer, [100, 0], [100 - 3 * amount, 3 * amount], f"three times {amount}")
    answer = submission.play(one_transfer, [100, 0], [0, 1, amount], schedule=Schedule())
    said = answers(answer, 1)[0]
    expect(said == [True], f"{amount} of 100 is covered; while account 1 was busy the answer was {said[0]}.")


@check(points=0.5)
def test_locks_are_free(submission: Submission) -> None:
    """After a transfer, also one that was not covered, other processes can take the locks."""
    amount = submission.random.randrange(1, 40)
    answer = submission.play(
        transfers,
        [50, 0],
        [[[0, 1, 60]], [[1, 0, 70]]],
        schedule=Schedule(),
        blame={"DEADLOCKED": "lock-not-released"},
    )
    said = answers(answer, 2)
    expect(said == {0: [False], 1: [False]}, f"Neither was covered; the answers were {said}.", "wrong-value")
    balances_are(answer, [50, 0], [50, 0], "two transfers that are not covered")
    answer = submission.play(transfers, [50, 0], [[[0, 1, amount]]], schedule=Schedule())
    balances_are(answer, [50, 0], [50 - amount, amount], f"{amount} from account 0 to account 1")
