"""map_outcomes: every kind of exception, results that look like outcomes, another order, nothing to do."""

from __future__ import annotations

from typing import Any

from grader.scenario import ORDINARY, RAISING, drawn, name_of
from grader.suites.map_outcomes.scenes import HANGS, fallen, has_outcomes, outcomes_of, ran_elsewhere
from grader.testing import Schedule, Submission, check, expect, scenario

NO_PICKLE = dict.fromkeys(("DEADLOCKED", "TIMED_OUT", "CRASHED"), "unpicklable-exception")


@scenario
def outcomes(student: Any, items: list[Any], workers: int) -> object:
    """The outcomes of these items."""
    return outcomes_of(student, items, workers)


@check(points=0.5, diagnosis="except-exception")
def test_other_base_exceptions(submission: Submission) -> None:
    """So are KeyboardInterrupt and every other exception that does not derive from Exception."""
    number = submission.random.randrange(1000)
    others = [kind for kind in RAISING if kind not in ORDINARY and name_of(kind) != "SystemExit"]
    kinds = drawn(submission.random, others)
    answer = fallen(submission, outcomes, kinds, number, HANGS)
    right = [*(("error", name_of(kind)) for kind in kinds), ("ok", number)]
    has_outcomes(answer, answer.value, right, "except-exception")


@check(points=0.5, diagnosis="unpicklable-exception")
def test_exceptions_that_cannot_travel(submission: Submission) -> None:
    """Exceptions that cannot be pickled, or not be unpickled, have their names in the answer."""
    number = submission.random.randrange(1000)
    for kind in ("one that cannot be pickled", "one that cannot be unpickled"):
        answer = submission.play(outcomes, [number, ["fall", kind]], 1, blame=NO_PICKLE, schedule=Schedule())
        ran_elsewhere(answer, 2)
        right = [("ok", number), ("error", name_of(kind))]
        has_outcomes(answer, answer.value, right, "unpicklable-exception")


@check(points=0.5)
def test_results_that_look_like_outcomes(submission: Submission) -> None:
    """A result is a result, also if it looks like the outcome of a failure."""
    name = submission.random.choice(["ValueError", "KeyError", "OSError"])
    items = [["outcome", "error", name], ["outcome", "ok", "1"], ["raise", name]]
    answer = submission.play(outcomes, items, 1, schedule=Schedule())
    ran_elsewhere(answer, 3)
    right: list[tuple[str, object]] = [("ok", ("error", name)), ("ok", ("ok", "1")), ("error", name)]
    has_outcomes(answer, answer.value, right, "result-for-outcome")


@check(points=0.5, diagnosis="completion-order")
def test_order(submission: Submission) -> None:
    """All outcomes are in the order of the items, also if the last item is done first."""
    items: list[Any] = [["stay", number, 3.0 - number] for number in range(3)]
    answer = submission.play(outcomes, items, 3, schedule=Schedule())
    ran_elsewhere(answer, 3)
    short = isinstance(answer.value, list) and len(answer.value) < 3
    lost = "ended-is-not-read" if short else "wrong-value"
    has_outcomes(answer, answer.value, [("ok", 0), ("ok", 1), ("ok", 2)], lost)
    numbers, blame = submission.random.sample(range(1000), 5), {"CRASHED": "ended-is-not-read"}
    items = [["stay", number, 0.1] for number in numbers]
    for answer in submission.schedules(outcomes, items, 2, random=2, blame=blame):
        ran_elsewhere(answer, 5)
        has_outcomes(answer, answer.value, [("ok", number) for number in numbers], "ended-is-not-read")


@check(points=0.5)
def test_no_items(submission: Submission) -> None:
    """Without items the answer is []; there may be fewer items than processes."""
    answer = submission.play(outcomes, [], submission.random.randrange(1, 4), schedule=Schedule())
    expect(
        answer.value == [], f"Without items the answer should be []; it is {answer.value!r}.", "wrong-value"
    )
    number = submission.random.randrange(1000)
    answer = submission.play(outcomes, [number], submission.random.randrange(1, 4), schedule=Schedule())
    ran_elsewhere(answer, 1)
    has_outcomes(answer, answer.value, [("ok", number)], "wrong-value")
