"""transfer: the same account, money that is there once, one destination, and free locks."""

from __future__ import annotations

from grader.suites.transfer.scenes import is_right, move_across, moved, under_many_orders
from grader.testing import Schedule, Submission, check


@check(points=0.5, start_methods=("spawn",))
def test_one_order_for_all(submission: Submission) -> None:
    """The order of the locks is the same in processes that were not forked from one another, too."""
    move_across(submission, "elsewhere")


@check(points=0.5)
def test_same_account(submission: Submission) -> None:
    """From an account to itself nothing moves; the answer says whether the amount is covered."""
    have = submission.random.randrange(10, 100)
    orders, blame = [[0, 0, have], [0, 0, have + 1], [0, 0, 0]], {"DEADLOCKED": "double-acquire"}
    answer = submission.play(moved, [have, 5], [[orders]], "", schedule=Schedule(), blame=blame)
    is_right(answer, [have, 5], [orders])


@check(points=0.5)
def test_only_once(submission: Submission) -> None:
    """Two processes cannot both spend what is there only once."""
    amount = submission.random.randrange(60, 90)
    under_many_orders(submission, [100, 0, 0], [[[0, 1, amount]], [[0, 2, amount]]], preemptions=1)


@check(points=0.5)
def test_one_destination(submission: Submission) -> None:
    """Two processes that move money to the same account lose none of it."""
    left, right = submission.random.sample(range(1, 50), 2)
    under_many_orders(submission, [100, 100, 0], [[[0, 2, left]], [[1, 2, right]]])


@check(points=0.5, diagnosis="refused-when-busy")
def test_never_refused(submission: Submission) -> None:
    """A transfer that is covered is not refused because others are busy with the same accounts."""
    amount = submission.random.randrange(1, 30)
    under_many_orders(submission, [100, 0], [[[0, 1, amount]]] * 3, preemptions=1)
    answer = submission.play(moved, [100, 0], [[[[0, 1, amount]]]], "busy", schedule=Schedule())
    is_right(answer, [100, 0], [[[0, 1, amount]]], busy=True)


@check(points=0.5)
def test_locks_are_free(submission: Submission) -> None:
    """After a transfer, also one that was not covered, other processes can take the locks."""
    amount, blame = submission.random.randrange(1, 40), {"DEADLOCKED": "lock-not-released"}
    for movers in ([[[0, 1, 60]], [[1, 0, 70]]], [[[0, 1, amount]]]):
        answer = submission.play(moved, [50, 0], [movers], "", schedule=Schedule(), blame=blame)
        is_right(answer, [50, 0], movers)
