"""tally: counters that do not begin at 0, unequal processes, nothing to add, and more of them."""

from grader.suites.tally.scenes import alone, counter, is_counted, is_total, total, totals
from grader.testing import Submission, check, expect


@check(points=0.5)
def test_any_counter(submission: Submission) -> None:
    """The counter may stand at any number, and the processes may add more or less often."""
    times = [0, 1, *submission.random.sample(range(3, 8), 2)]
    is_counted(submission, submission.random.randrange(-1000, 1000), times)


@check(points=0.5)
def test_nothing_to_add(submission: Submission) -> None:
    """Adding 0 times changes nothing."""
    start = submission.random.randrange(1000)
    found = alone(submission, counter, start, [0], 0), alone(submission, total, 2, 0)
    shown = f"From {start} on, add(counter, 0) and tally(2, 0) should give {(start, 0)}; they gave {found}."
    expect(found == (start, 0) and type(found[1]) is int, shown, "wrong-value")


@check(points=0.5)
def test_one_and_three(submission: Submission) -> None:
    """There may be one process, which adds more than a byte can hold, or three."""
    for workers in (1, 3):
        is_total(submission, workers, submission.random.randrange(4, 8), random=workers)
    many = submission.random.randrange(256, 300)
    first, second = alone(submission, totals, [[1, many], [1, 1]])
    shown = f"tally(1, {many}) and tally(1, 1) should give {(many, 1)}; they gave {(first, second)}."
    expect((first, second) == (many, 1), shown, "number-outgrown" if first == many % 256 else "wrong-value")
