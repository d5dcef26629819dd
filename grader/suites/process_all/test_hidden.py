"""process_all: any item, calls that raise, slow calls, never too many, nothing to do."""

from __future__ import annotations

from typing import Any

from grader.scenario import ORDINARY, RAISING, drawn, odd_values
from grader.suites.process_all.scenes import all_done, each_handled, processed, stuck
from grader.testing import Schedule, Submission, check, expect


@check(points=0.5)
def test_any_item(submission: Submission) -> None:
    """Any value may be an item: None, 0, False and the empty ones too."""
    items = [*odd_values(submission.random), "last"]
    blame = stuck(submission, "none-as-end-mark")
    answer = submission.play(processed, items, 2, schedule=Schedule(), blame=blame)
    all_done(submission, answer, items, lost="none-as-end-mark")


@check(points=0.5)
def test_calls_that_raise(submission: Submission) -> None:
    """A call that raises is counted, and changes nothing for the other items."""
    raising = 3  # more than there are processes
    items: list[Any] = [submission.random.randrange(1000), *[["fall", "an exception"]] * raising]
    for answer in submission.schedules(processed, items, 2, blame=stuck(submission, "task-done-skipped")):
        all_done(submission, answer, items, raising, lost="failure-unnoticed")


@check(points=0.5, needs=("test_calls_that_raise",))
def test_whatever_they_raise(submission: Submission) -> None:
    """It counts as one, whatever it raises: exceptions that cannot travel, SystemExit, KeyboardInterrupt."""
    others = [kind for kind in RAISING if kind not in ORDINARY]
    for kinds, why in ((ORDINARY, "unpicklable-exception"), (others, "except-exception")):
        items: list[Any] = [["fall", kind] for kind in drawn(submission.random, kinds)]
        items += [["stay", 0.1, number] for number in range(5)]
        blame = stuck(submission, fatal=why)
        answer = submission.play(processed, items, 2, schedule=Schedule(), blame=blame)
        right = f"{len(kinds)} calls raised; the answer is {answer.value!r}."
        expect(answer.value == len(kinds), right, why)
        all_done(submission, answer, items, len(kinds), lost=why)


@check(points=0.5, diagnosis="task-done-early")
def test_returns_when_all_is_done(submission: Submission) -> None:
    """The function returns only when the last call is over, however long that takes."""
    items = [["stay", 60.0 * (number + 1), number] for number in range(3)]
    answer = submission.play(processed, items, 3, schedule=Schedule(), blame=stuck(submission))
    all_done(submission, answer, items)


@check(points=0.25, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """There are never more calls in progress than there are to be processes."""
    items = [["stay", 0.1, number] for number in range(4)]
    answer = submission.play(processed, items, 2, schedule=Schedule(), blame=stuck(submission))
    each_handled(answer, items)
    most = answer.most_at_once("in", "out")
    expect(most <= 2, f"With workers=2, {most} calls were in progress at once.")


@check(points=0.25)
def test_no_items(submission: Submission) -> None:
    """Without items the answer is 0; there may be fewer items than processes."""
    for items in ([], [submission.random.randrange(1000)]):
        answer = submission.play(processed, items, 3, schedule=Schedule(), blame=stuck(submission))
        all_done(submission, answer, items)
