"""pipeline: order, the bound, any item, exceptions, generators, large results, and nothing to do."""

from grader.scenario import EXTRAORDINARY, LONG, ORDINARY, drawn, name_of, odd_values
from grader.suites.pipeline.scenes import piped, pipes, right_results
from grader.testing import Submission, check, literals


@check(points=0.5, diagnosis="completion-order")
def test_order(submission: Submission) -> None:
    """The results stand in the order of the source, and all are there, whoever goes on first."""
    pipes(submission, [["stay", 3.0 - number, number] for number in range(3)], 3, 3)
    items = [["give", number] for number in submission.random.sample(range(1, 1000), 4)]
    for answer in submission.schedules(piped, items, 2, 2, LONG, random=3):
        right_results(answer, items, "ended-is-not-read")


@check(points=0.5)
def test_any_item(submission: Submission) -> None:
    """Any value may be an item, and a result: None, 0, False and the empty ones too."""
    items = ["first", *odd_values(submission.random, literals(submission.source)), "last"]
    pipes(submission, items, 1, len(items), lost="none-as-end-mark")


@check(points=0.5, diagnosis="failure-unnoticed")
def test_errors(submission: Submission) -> None:
    """A call that raises gives "error: " and the name, and changes nothing for the others."""
    raises(submission, ORDINARY, "failure-unnoticed")


@check(points=0.5, diagnosis="except-exception", needs=("test_errors",))
def test_other_exceptions(submission: Submission) -> None:
    """So does a call that raises SystemExit, KeyboardInterrupt, or what else is no Exception."""
    raises(submission, EXTRAORDINARY, "except-exception")


def raises(submission: Submission, kinds: tuple[str, ...], diagnosis: str) -> None:
    """End the check unless calls that raise these kinds have their names for results, and one has its own."""
    items = [["fall", kind, f"error: {name_of(kind)}"] for kind in drawn(submission.random, kinds)]
    pipes(submission, [*items, ["give", 8]], 1, 2, lost=diagnosis, stuck=diagnosis)


@check(points=0.5)
def test_generator(submission: Submission) -> None:
    """With the start method fork the source may be a generator, which is read once."""
    items = [["give", number] for number in submission.random.sample(range(1, 1000), 3)]
    pipes(submission, items, 1, 2, 0.0, False)


@check(points=0.5)
def test_much_and_nothing(submission: Submission) -> None:
    """Results may be larger than what fits into a pipe. No items give []."""
    size = submission.random.randrange(200_000, 300_000)
    pipes(submission, [["large", size]] * 3, 1, 1)
    pipes(submission, [], 2, 1)
