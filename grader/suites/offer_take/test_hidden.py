"""offer_take: waiting, errors, and what must not happen later."""

from __future__ import annotations

import contextlib
import multiprocessing
from typing import Any

from grader.scenario import LONG
from grader.suites.offer_take.scenes import slow
from grader.testing import Schedule, Submission, check, expect, scenario


@check(points=0.5, diagnosis="wrong-value")
def test_waits_as_long_as_asked(submission: Submission) -> None:
    """0 does not wait, None waits for as long as it takes, a number waits for so many seconds."""
    item = submission.random.randrange(1, 10**6)
    for wait, delay in ((None, LONG), (1.5 * LONG, LONG), (0, 0.5), (0.7, 0.4), (0.4, 0.7)):
        in_time = wait is None or wait > delay
        offer, take = ["offer", item, wait], ["take", wait, "none came"]
        cases: list[Any] = [(offer, [], True, [item]), (take, [item], item, [])]
        if not in_time:
            cases = [(offer, [], False, []), (take, [item], "none came", [item])]
        for call, there, right, inside in cases:
            # Who polls for ten minutes oversleeps: an order has only so many steps.
            answer, left, blocks, _, seconds = slow(submission, there, call, exact=delay < 1, delay=delay)
            story = f"The queue was ready {delay} s later: {call[0]}, wait {wait!r}, should return {right!r}"
            shown = f"{story}; it returned {answer!r}."
            expect(repr(answer) == repr(right), shown, misread(wait, blocks, seconds))
            expect(left == inside, f"{story}; it did, but the queue held {left!r} afterwards.")


def misread(wait: float | None, blocks: list[object], seconds: float) -> str | None:
    """What was misunderstood, from the values that ``block`` had, and how long it took."""
    if any(not isinstance(block, bool) for block in blocks):
        return "timeout-as-block"
    if wait == 0 or (wait is None and seconds < 1.0):
        return "zero-or-none"
    if len(blocks) >= 50:
        return "busy-waiting"
    return "rounded-limit" if wait and wait < 1 else "limit-for-end"


@check(points=0.5, diagnosis="wrong-value")
def test_wait_is_for_each_item(submission: Submission) -> None:
    """take_many waits anew for each item, and ends at the first that does not come."""
    items = submission.random.sample(range(1, 10**6), 5)
    got, *_ = slow(submission, items[:3], ["take_many", 50, 0], gap=[2, 22])
    story = f"{items[0]} was there, nothing more: take_many(q, 50, 0) should return {items[:1]}, not {got!r}."
    expect(got != items[:3], f"{story} It went on.", "no-end-at-miss")
    expect(got == items[:1], story, "partial-lost" if got == [] else None)
    for wait, delay, diagnosis in ((0.4, 0.11, "wait-for-all-together"), (None, 0.2, "zero-or-none")):
        got, *_ = slow(submission, items, ["take_many", 5, wait], delay=delay)
        story = f"Five items came {delay} s after one another: take_many(q, 5, {wait}) should return {items}"
        short = isinstance(got, list) and got == items[: len(got)] and (got != [] or wait is None)
        expect(got == items, f"{story}; it returned {got!r}.", diagnosis if short else None)


@check(points=0.5, diagnosis="exception-swallowed")
def test_other_errors_pass(submission: Submission) -> None:
    """Only Full and Empty mean no; every other exception goes to the caller."""
    for right in ("ValueError", "ConnectionResetError"):
        for call in (["offer", 1, 20], ["take", 20], ["take_many", 3, 20]):
            came, *_ = slow(submission, [0], call, broken=right)
            shown = f"{call[0]} on a queue that raises {right} should raise it, too; what came was: {came!r}."
            is_name = isinstance(came, str) and came.endswith("Error")
            expect(came == right, shown, "wrong-exception" if is_name else None)


@scenario
def unfinished(student: Any, count: int) -> int:
    """How many items of a JoinableQueue are still unfinished after all have been taken."""
    q: Any = multiprocessing.JoinableQueue()
    for number in range(count):
        q.put(number)
    student.take(q, None)
    student.take_many(q, count - 1, 5.0)
    left = 0
    with contextlib.suppress(ValueError):  # raised by the first call too many
        while left <= count:
            q.task_done()
            left += 1
    q.close()
    q.join_thread()
    return left


@check(points=0.5, diagnosis="wrong-value")
def test_no_is_final(submission: Submission) -> None:
    """After a default nothing is taken later, after False nothing is put; `task_done` is the caller's."""
    item = submission.random.randrange(1, 10**6)
    take, offer = ["take", 0.05, "none came"], ["offer", item, 0.05]
    for there, call, right in (([item], take, "none came"), ([], offer, False)):
        came, left, *_ = slow(submission, there, call, delay=2.0, later=LONG)
        expect(came == right, f"The queue was not ready: {call[0]} should return {right!r}, not {came!r}.")
        shown = f"{call[0]} gave up. Later the queue was ready, and then held {left} instead of {there}."
        expect(left == there, shown, "left-waiting")
    left = submission.play(unfinished, 3, schedule=Schedule()).value
    told = f"3 items were taken from a JoinableQueue, and {left} of them were still unfinished."
    expect(left == 3, f"{told} Only the caller knows when the work on an item is done.", "task-done-early")
