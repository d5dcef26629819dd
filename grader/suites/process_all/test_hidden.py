"""process_all: any item, calls that raise, slow calls, never too many, nothing to do."""

from __future__ import annotations

from typing import Any

from grader.scenario import ORDINARY, RAISING, drawn
from grader.suites.process_all.scenes import (
    all_handled,
    ask,
    count_is,
    each,
    inside_at_once,
    over_before_the_return,
    processed,
    ran_elsewhere,
)
from grader.testing import Answer, Submission, check, expect, scenario


@scenario
def items_of(student: Any, items: list[Any], workers: int) -> object:
    """The answer for these items."""
    return processed(student, items, workers)


@check(points=0.5)
def test_any_item(submission: Submission) -> None:
    """Any value may be an item: None, 0, False and the empty ones too."""
    items: list[Any] = [None, 0, "", False, [], "STOP", -1, submission.random.randrange(10, 1000)]
    submission.random.shuffle(items)
    items.append("last")
    answer = ask(submission, items_of, items, 2, stuck="none-as-end-mark")
    all_handled(answer, items, "none-as-end-mark")
    count_is(submission, answer, 0)


@check(points=0.5)
def test_calls_that_raise(submission: Submission) -> None:
    """A call that raises is counted, and changes nothing for the other items."""
    raising = 3  # more than there are processes
    items: list[Any] = [submission.random.randrange(1000), *(["raise", number] for number in range(raising))]
    for answer in each(submission, items_of, items, 2, stuck="task-done-skipped"):
        all_handled(answer, items, "failure-unnoticed")
        over_before_the_return(answer, len(items))
        count_is(submission, answer, raising)


@check(points=0.5, needs=("test_calls_that_raise",))
def test_whatever_they_raise(submission: Submission) -> None:
    """It counts as one, whatever it raises: exceptions that cannot travel, SystemExit, KeyboardInterrupt."""
    others = [kind for kind in RAISING if kind not in ORDINARY]
    for kinds, why in ((ORDINARY, "unpicklable-exception"), (others, "except-exception")):
        items: list[Any] = [["fall", kind] for kind in drawn(submission.random, kinds)]
        items += [["stay", 0.1, number] for number in range(5)]
        blame = dict.fromkeys(("TIMED_OUT", "CRASHED"), why)
        answer = ask(submission, items_of, items, 2, fatal=why, blame=blame)
        not_counted_wrong(answer, len(kinds), why)
        all_handled(answer, items, why)


def not_counted_wrong(answer: Answer, right: int, why: str) -> None:
    """End the check unless so many calls are said to have raised."""
    ran_elsewhere(answer, right)
    expect(answer.value == right, f"{right} calls raised; the answer is {answer.value!r}.", why)


@check(points=0.5, diagnosis="task-done-early")
def test_returns_when_all_is_done(submission: Submission) -> None:
    """The function returns only when the last call is over, however long that takes."""
    items = [["stay", 60.0 * (number + 1), number] for number in range(3)]
    answer = ask(submission, items_of, items, 3)
    handled = ran_elsewhere(answer, 3)
    words = answer.words
    done = words[: words.index("returned")].count("out") if "returned" in words else 0
    expect(done == 3, f"Of 3 calls {done} were over when the function returned ({len(handled)} had begun).")
    count_is(submission, answer, 0)


@check(points=0.25, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """There are never more calls in progress than there are to be processes."""
    items = [["stay", 0.1, number] for number in range(4)]
    answer = ask(submission, items_of, items, 2)
    ran_elsewhere(answer, 4)
    most = inside_at_once(answer)
    expect(most <= 2, f"With workers=2, {most} calls were in progress at once.")
    all_handled(answer, items)


@check(points=0.25)
def test_no_items(submission: Submission) -> None:
    """Without items the answer is 0; there may be fewer items than processes."""
    answer = ask(submission, items_of, [], submission.random.randrange(1, 4))
    count_is(submission, answer, 0)
    items = [submission.random.randrange(1000)]
    answer = ask(submission, items_of, items, 3)
    all_handled(answer, items)
    count_is(submission, answer, 0)
