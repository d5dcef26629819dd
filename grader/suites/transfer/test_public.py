"""transfer: one after the other, and in opposite directions."""

from __future__ import annotations

from grader.suites.transfer.scenes import is_right, move_across, moved
from grader.testing import MARKS, Schedule, Submission, check


@check(points=0.5, start_methods=("fork", "forkserver"))
def test_one_after_the_other(submission: Submission) -> None:
    """A covered amount is moved, another is not, and the answer says which."""
    have = submission.random.randrange(50, 100)
    orders = [[0, 1, have - 10], [0, 1, 11], [1, 2, have], [1, 0, have - 10], [2, 1, 1], [0, 2, 0]]
    before, plain = [have, 0, 0], Schedule()
    answer = submission.play(
        moved, before, [[orders]], "", schedule=plain, blame={"DEADLOCKED": "lock-not-released"}
    )
    is_right(answer, before, [orders])


@check(points=1)
def test_opposite_directions(submission: Submission) -> None:
    """Two processes that move money in opposite directions do not wait for each other for ever."""
    move_across(submission, "")
    left, right = submission.random.sample(range(1, 50), 2)
    before = [100] * submission.random.choice([4, 5])
    pairs = [(a, b) for b in range(2, len(before)) for a in range(b)]
    rounds = [[[[a, b, left]], [[b, a, right]]] for a, b in pairs]
    is_right(submission.play(moved, before, rounds, "", schedule=Schedule(hold=(MARKS,))), before, *rounds)
