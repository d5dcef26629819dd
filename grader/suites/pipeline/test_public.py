"""pipeline: from the source to the results, and all consumers at once."""

from __future__ import annotations

from grader.scenario import LONG
from grader.suites.pipeline.scenes import ask, piped, right_results
from grader.testing import Submission, all_met, check, expect


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_results(submission: Submission) -> None:
    """A process reads the source, others do the work; the results stand in the order of the source."""
    items = [["give", number] for number in submission.random.sample(range(1, 1000), 5)]
    answer = ask(submission, piped, items, 1, 2, LONG)
    right_results(answer, items)


@check(points=1, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """All consumers work at once: they can wait for each other."""
    items = [["meet", 3, "met"]] * 3
    answer = ask(submission, piped, items, 3, 1)
    right_results(answer, items)
    all_met(answer, 3)


@check(points=0.5, diagnosis="not-bounded")
def test_bounded(submission: Submission) -> None:
    """The producer is never more than maxsize + consumers + 1 items ahead of the work."""
    maxsize = submission.random.choice([1, 2])
    items = [["stay", 0.1, number] for number in range(10)]
    answer = ask(submission, piped, items, 2, maxsize)
    right_results(answer, items)
    ahead, crowd = answer.most_at_once("taken", "out"), answer.most_at_once("in", "out")
    shown = f"With maxsize={maxsize} and consumers=2, {ahead} items were taken from the source"
    expect(ahead <= maxsize + 3, f"{shown} before the work on the first of them was done.")
    expect(crowd <= 2, f"With consumers=2, {crowd} calls were in progress at once.", "too-many-at-once")
