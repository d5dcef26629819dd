"""pipeline: order, the bound, any item, exceptions, generators, large results, and nothing to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grader.scenario import ORDINARY, RAISING, drawn, name_of
from grader.suites.pipeline.scenes import LONG, Source, ask, is_list, piped, ran_elsewhere, taken
from grader.testing import Submission, check, expect, scenario


@scenario
def results(student: Any, items: list[Any], consumers: int, maxsize: int, late: float = 0.0) -> object:
    """The answer for a source of these items, the first of which comes late."""
    return piped(student, Source(items, late), consumers, maxsize)


@scenario
def generated(student: Any, items: list[Any]) -> object:
    """The answer for a generator."""
    return piped(student, taken(items), 1, 2)


@scenario
def lengths(student: Any, items: list[Any]) -> object:
    """How long the results are."""
    value = piped(student, Source(items, 0.0), 1, 3)
    return [len(result) for result in value] if isinstance(value, list) else value


@check(points=0.5, diagnosis="completion-order")
def test_order(submission: Submission) -> None:
    """The results stand in the order of the source, and all are there, whoever goes on first."""
    answer = ask(submission, results, [["stay", number, 3.0 - number] for number in range(3)], 3, 3)
    ran_elsewhere(answer, 3)
    is_list(answer, [0, 1, 2])
    numbers = submission.random.sample(range(1, 1000), 4)
    items = [["double", number] for number in numbers]
    for answer in submission.schedules(results, items, 2, 2, LONG, random=3):
        ran_elsewhere(answer, len(items))
        is_list(answer, [2 * number for number in numbers], "ended-is-not-read")


@check(points=0.5)
def test_any_item(submission: Submission) -> None:
    """Any value may be an item, and a result: None, 0, False and the empty ones too."""
    items: list[Any] = [None, 0, "", False, [], "STOP", -1, submission.random.randrange(10, 1000)]
    submission.random.shuffle(items)
    items = ["first", *items, "last"]
    answer = ask(submission, results, items, 1, 12)
    calls = len(answer.told("in"))
    expect(
        calls == 0 or calls == len(items),
        f"work was called {calls} times for {len(items)} items.",
        "none-as-end-mark",
    )
    ran_elsewhere(answer, len(items))
    is_list(answer, items, "none-as-end-mark")


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
    kinds = drawn(submission.random, kinds)
    items = [*(["fall", kind] for kind in kinds), ["double", 4]]
    answer = ask(submission, results, items, 1, 2, blame={"DEADLOCKED": diagnosis})
    ran_elsewhere(answer, len(items))
    is_list(answer, [*(f"error: {name_of(kind)}" for kind in kinds), 8], diagnosis)


@check(points=0.5)
def test_generator(submission: Submission) -> None:
    """With the start method fork the source may be a generator, which is read once."""
    numbers = submission.random.sample(range(1, 1000), 3)
    answer = ask(submission, generated, [["double", number] for number in numbers])
    ran_elsewhere(answer, 3)
    is_list(answer, [2 * number for number in numbers])


@check(points=0.5)
def test_much_and_nothing(submission: Submission) -> None:
    """Results may be larger than what fits into a pipe. No items give []."""
    size = submission.random.randrange(200_000, 300_000)
    answer = ask(submission, lengths, [["large", size]] * 3)
    ran_elsewhere(answer, 3)
    is_list(answer, [size] * 3)
    is_list(ask(submission, results, [], 2, 1), [])
