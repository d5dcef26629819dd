"""transfer: the same account, money that is there once, one destination, and free locks."""

from grader.suites.transfer.scenes import ALL, MANY, judge, move_across
from grader.testing import Submission, check


@check(points=0.5, start_methods=("spawn",))
def test_one_order_for_all(submission: Submission) -> None:
    """The order of the locks is the same in processes that were not forked from one another, too."""
    move_across(submission, "elsewhere")


@check(points=0.5)
def test_same_account(submission: Submission) -> None:
    """From an account to itself nothing moves; the answer says whether the amount is covered."""
    have = submission.random.randrange(10, 100)
    orders, blame = [[0, 0, have], [0, 0, have + 1], [0, 0, 0]], {"DEADLOCKED": "double-acquire"}
    judge(submission, [have, 5], [orders], blame=blame)
    judge(submission, [5, have], [[[1, 1, have]]], "busy")


@check(points=0.5)
def test_only_once(submission: Submission) -> None:
    """Two processes cannot both spend what is there only once."""
    amount = submission.random.randrange(60, 90)
    judge(submission, [0, 100, 0], [[[1, 0, amount]], [[1, 2, amount]]], **ALL)
    # What is not covered is not there for a moment either.
    judge(submission, [50, 0, 0], [[[0, 1, amount]], [[1, 2, amount]]], **MANY)


@check(points=0.5)
def test_one_destination(submission: Submission) -> None:
    """Two processes that move money to the same account lose none of it."""
    left, right = submission.random.sample(range(1, 50), 2)
    judge(submission, [100, 100, 0], [[[0, 2, left]], [[1, 2, right]]], **MANY | {"haste": 60.0})


@check(points=0.5, diagnosis="refused-when-busy")
def test_never_refused(submission: Submission) -> None:
    """A transfer that is covered is not refused because others are busy with the same accounts."""
    amount = submission.random.randrange(1, 30)
    judge(submission, [100, 0], [[[0, 1, amount]]] * 3, **ALL)
    judge(submission, [100, 0], [[[0, 1, amount]]], "busy")


@check(points=0.5)
def test_locks_are_free(submission: Submission) -> None:
    """After a transfer, also one that was not covered, other processes can take the locks."""
    amount, blame = submission.random.randrange(1, 40), {"DEADLOCKED": "lock-not-released"}
    for movers in ([[[0, 1, 60]], [[1, 0, 70]]], [[[0, 1, amount]]]):
        judge(submission, [50, 0], movers, blame=blame)
