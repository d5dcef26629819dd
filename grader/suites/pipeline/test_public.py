"""pipeline: from the source to the results, and all consumers at once."""

from grader.scenario import LONG
from grader.suites.pipeline.scenes import pipes
from grader.testing import Submission, all_met, at_most, check, expect


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_results(submission: Submission) -> None:
    """A process reads the source, others do the work; the results stand in the order of the source."""
    items = [["give", number] for number in submission.random.sample(range(1, 1000), 5)]
    pipes(submission, items, 1, 2, LONG)


@check(points=1, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """All consumers work at once: they can wait for each other."""
    all_met(pipes(submission, [["meet", 3, "met"]] * 3, 3, 1), 3)


@check(points=0.5, diagnosis="not-bounded")
def test_bounded(submission: Submission) -> None:
    """The producer is never more than maxsize + consumers + 1 items ahead of the work."""
    maxsize, items = submission.random.choice([1, 2]), [["stay", 0.1, number] for number in range(10)]
    answer = pipes(submission, items, 2, maxsize)
    at_most(answer, 2, "consumers=2")
    ahead = answer.most_at_once("taken", "out")
    shown = f"With maxsize={maxsize} and consumers=2, {ahead} items were taken from the source"
    expect(ahead <= maxsize + 3, f"{shown} before the work on the first of them was done.")
