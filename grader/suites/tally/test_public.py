"""tally: the total, and adding at the same time as others."""

from grader.suites.tally.scenes import added, is_counted, is_total
from grader.testing import Submission, check, expect


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_total(submission: Submission) -> None:
    """Every process adds what it was to add: the total is exact."""
    is_total(submission, 2, submission.random.randrange(4, 8), random=3)


@check(points=1, diagnosis="lost-update")
def test_nothing_is_lost(submission: Submission) -> None:
    """Processes that add at the same time lose nothing, and leave the counter's lock free."""
    n = submission.random.randrange(4, 8)
    is_counted(submission, 0, [n, n])
    more = 8 * n  # at each of its marks, once in between
    right, shown = n + more, f"add(counter, {n}), and another process added with counter.get_lock()"
    for answer in added(submission, 0, [n], more):
        found, why = answer.value, "limit-for-end" if answer.hurried else "another-lock"
        expect(found == right, f"{shown}: the counter should be {right}; it is {found}.", why)
