"""transfer: one after the other, and in opposite directions."""

from itertools import combinations

from grader.suites.transfer.scenes import judge, move_across
from grader.testing import MARKS, Submission, check


@check(points=0.5, start_methods=("fork", "forkserver"))
def test_one_after_the_other(submission: Submission) -> None:
    """A covered amount is moved, another is not, and the answer says which."""
    have = submission.random.randrange(50, 100)
    orders = [[0, 1, have - 10], [0, 1, 11], [1, 2, have], [1, 0, have - 10], [2, 1, 1], [2, 0, 0]]
    judge(submission, [have, 0, 0], [orders], blame={"DEADLOCKED": "lock-not-released"})


@check(points=1)
def test_opposite_directions(submission: Submission) -> None:
    """Two processes that move money in opposite directions do not wait for each other for ever."""
    move_across(submission, "")
    left, right = submission.random.sample(range(1, 50), 2)
    before = [100] * submission.random.choice([4, 5])
    for a, b in combinations(range(len(before)), 2):
        judge(submission, before, [[[a, b, left]], [[b, a, right]]], held_back=(MARKS,))
