"""map_outcomes: every kind of exception, results that look like outcomes, another order, nothing to do."""

from typing import Any

from grader.scenario import ORDINARY, RAISING, STAYING, drawn, name_of
from grader.suites.map_outcomes.scenes import outcomes, right_outcomes
from grader.testing import Submission, check, literals


@check(points=0.5, diagnosis="except-exception")
def test_other_base_exceptions(submission: Submission) -> None:
    """So are KeyboardInterrupt and every other exception that does not derive from Exception."""
    others = [kind for kind in RAISING if kind not in ORDINARY and name_of(kind) != "SystemExit"]
    items = [
        *(["fall", kind] for kind in drawn(submission.random, others)),
        submission.random.randrange(1000),
    ]
    answer = submission.play(outcomes, items, 1, blame="except-exception")
    right_outcomes(answer, items, "except-exception")


@check(points=0.5, diagnosis="unpicklable-exception")
def test_exceptions_that_cannot_travel(submission: Submission) -> None:
    """Exceptions that cannot be pickled, or not be unpickled, have their names in the answer."""
    for kind in STAYING:
        items = [submission.random.randrange(1000), ["fall", kind]]
        answer = submission.play(outcomes, items, 1, blame="unpicklable-exception")
        right_outcomes(answer, items, "unpicklable-exception")


@check(points=0.5)
def test_results_that_look_like_outcomes(submission: Submission) -> None:
    """A result is a result, also if it is large or looks like the outcome of a failure."""
    kind = submission.random.choice(["an exception", "one without a text"])
    texts = [mark for mark in literals(submission.source) if isinstance(mark, str)]
    items = [
        ["give", ("error", name_of(kind))],
        ["give", ("ok", "1")],
        ["fall", kind],
        ["large", 100_000],  # more than a pipe holds
        "LookupError: no error",
        *(["give", like] for mark in literals(submission.source) for like in (mark, (mark, "KeyError"))),
        *(["give", like] for mark in texts for like in ({mark: "KeyError"}, f"{mark}KeyError")),
    ]
    answer = submission.play(outcomes, items, 1)
    right_outcomes(answer, items, "result-for-outcome")


@check(points=0.5, diagnosis="completion-order")
def test_order(submission: Submission) -> None:
    """All outcomes are in the order of the items, also if the last item is done first."""
    items: list[Any] = [["stay", 4.0 - number, number] for number in range(1, 4)]
    answer = submission.play(outcomes, items, 3)
    right_outcomes(answer, items, "ended-is-not-read")
    items = [["stay", 0.1, number] for number in submission.random.sample(range(1000), 5)]
    blame = {"CRASHED": "ended-is-not-read"}
    for answer in submission.schedules(outcomes, items, 2, random=2, blame=blame):
        right_outcomes(answer, items, "ended-is-not-read")


@check(points=0.5)
def test_no_items(submission: Submission) -> None:
    """Without items the answer is []; there may be fewer items than processes."""
    for items in ([], [submission.random.randrange(1000)]):
        answer = submission.play(outcomes, items, submission.random.randrange(1, 4))
        right_outcomes(answer, items)
