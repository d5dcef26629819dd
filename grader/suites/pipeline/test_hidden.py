"""pipeline: order, the bound, any item, exceptions, generators, large results, and nothing to do."""

from __future__ import annotations

from collections.abc import Iterable

from grader.scenario import LONG, ORDINARY, RAISING, drawn, odd_values
from grader.suites.pipeline.scenes import ask, generated, piped, right_results
from grader.testing import Submission, check


@check(points=0.5, diagnosis="completion-order")
def test_order(submission: Submission) -> None:
    """The results stand in the order of the source, and all are there, whoever goes on first."""
    items = [["stay", 3.0 - number, number] for number in range(3)]
    answer = ask(submission, piped, items, 3, 3)
    right_results(answer, items)
    items = [["give", number] for number in submission.random.sample(range(1, 1000), 4)]
    for answer in submission.schedules(piped, items, 2, 2, LONG, random=3):
        right_results(answer, items, "ended-is-not-read")


@check(points=0.5)
def test_any_item(submission: Submission) -> None:
    """Any value may be an item, and a result: None, 0, False and the empty ones too."""
    items = ["first", *odd_values(submission.random), "last"]
    answer = ask(submission, piped, items, 1, 12)
    right_results(answer, items, "none-as-end-mark")


@check(points=0.5, diagnosis="failure-unnoticed")
def test_errors(submission: Submission) -> None:
    """A call that raises gives "error: " and the name, and changes nothing for the others."""
    raises(submission, ORDINARY, "failure-unnoticed")


@check(points=0.5, diagnosis="except-exception", needs=("test_errors",))
def test_other_exceptions(submission: Submission) -> None:
    """So does a call that raises SystemExit, KeyboardInterrupt, or what else is no Exception."""
    raises(submission, [kind for kind in RAISING if kind not in ORDINARY], "except-exception")


def raises(submission: Submission, kinds: Iterable[str], diagnosis: str) -> None:
    """End the check unless calls that raise these kinds have their names for results, and one has its own."""
    items = [*(["fall", kind] for kind in drawn(submission.random, kinds)), ["give", 8]]
    answer = ask(submission, piped, items, 1, 2, stuck=diagnosis)
    right_results(answer, items, diagnosis)


@check(points=0.5)
def test_generator(submission: Submission) -> None:
    """With the start method fork the source may be a generator, which is read once."""
    items = [["give", number] for number in submission.random.sample(range(1, 1000), 3)]
    answer = ask(submission, generated, items, 1, 2)
    right_results(answer, items)


@check(points=0.5)
def test_much_and_nothing(submission: Submission) -> None:
    """Results may be larger than what fits into a pipe. No items give []."""
    items = [["large", submission.random.randrange(200_000, 300_000)]] * 3
    for given, consumers, maxsize in ((items, 1, 3), ([], 2, 1)):
        answer = ask(submission, piped, given, consumers, maxsize)
        right_results(answer, given)
