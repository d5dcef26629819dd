"""offer_take: stale status, waiting, errors, and what must not happen later."""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from grader.suites.offer_take.scenes import Slow
from grader.testing import Schedule, Submission, check, expect, fail, in_box, scenario


@in_box
class Gaps(Slow):
    """Gives its first item, then nothing for twenty attempts, then the others."""

    attempts = 0

    def attempt(self, block: object, timeout: float | None, no: type[Exception]) -> None:
        """Fail for the second to the 21st attempt."""
        self.attempts += 1
        if 2 <= self.attempts <= 21 and not (block and timeout is None):
            raise no


@in_box
class Lost(Slow):
    """A queue whose connection is lost."""

    def attempt(self, block: object, timeout: float | None, no: type[Exception]) -> None:
        """Fail as a manager's queue does when the manager is gone."""
        raise ConnectionResetError("connection lost")


@scenario
def slowly(
    student: Any, function: str, item: object, wait: float | None, delay: float
) -> tuple[object, list[Any], list[Any]]:
    """One offer or take; the answer, what is in the queue afterwards, and the values of ``block`` used."""
    q = Slow([] if function == "offer" else [item], delay)
    arguments = (item, wait) if function == "offer" else (wait, "none came")
    return getattr(student, function)(q, *arguments), q.items, q.blocks[:100]


@scenario
def far_between(student: Any, items: list[object], wait: float | None, delay: float) -> object:
    """Items that come ``delay`` seconds after one another."""
    return student.take_many(Slow(items, delay), len(items), wait)


@scenario
def with_a_gap(student: Any, items: list[object]) -> object:
    """Items of which the second does not come."""
    return student.take_many(Gaps(items, 0), 50, 0)


@scenario
def broken(student: Any) -> list[tuple[str, str, str]]:
    """What comes of a closed queue, and of one whose connection is lost."""
    closed: Any = multiprocessing.Queue(2)
    closed.close()
    closed.full = closed.empty = lambda: False
    closed.qsize = lambda: 1
    found = []
    for q, right in ((closed, "ValueError"), (Lost([0], 0), "ConnectionResetError")):
        for name, args in (("offer", (1, 20)), ("take", (20,)), ("take_many", (3, 20))):
            try:
                came = f"returned {getattr(student, name)(q, *args)!r}"
            except NotImplementedError:
                raise
            except Exception as error:
                came = type(error).__name__
            found.append((name, right, came))
    return found


@in_box
@contextlib.contextmanager
def within(seconds: float, rescue: Callable[..., object], *args: object) -> Iterator[None]:
    """Let somebody who waits for ever go on after ``seconds``."""
    timer = threading.Timer(seconds, rescue, args)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


@in_box
class Stepping(queue.Queue[object]):
    """A queue of which each attempt takes a moment, so that time passes for who tries again and again."""

    def put(self, item: object, block: bool = True, timeout: float | None = None) -> None:
        """As queue.Queue.put."""
        time.sleep(0.001)
        super().put(item, block, timeout)

    def get(self, block: bool = True, timeout: float | None = None) -> object:
        """As queue.Queue.get."""
        time.sleep(0.001)
        return super().get(block, timeout)


@scenario
def afterwards(student: Any, item: object) -> tuple[object, int, object, int]:
    """What a take and an offer that gave up do to the queue in the ten minutes after; its size then."""
    q = Stepping(1)
    with within(60.0, q.put, item):
        taken = student.take(q, 0.05, "none came")
    if q.empty():
        q.put(item)
    time.sleep(600.0)
    kept, q = q.qsize(), Stepping(1)
    q.put(0)
    with within(60.0, q.get):
        offered = student.offer(q, item, 0.05)
    if not q.empty():
        q.get()
    time.sleep(600.0)
    return taken, kept, offered, q.qsize()


@scenario
def unfinished(student: Any, items: list[object]) -> int:
    """How many items of a JoinableQueue are still unfinished after all have been taken."""
    q: Any = multiprocessing.JoinableQueue()
    for item in items:
        student.offer(q, item, None)
    student.take(q, None)
    student.take_many(q, len(items) - 1, 5.0)
    left = 0
    with contextlib.suppress(ValueError):  # raised by the first call too many
        while left <= len(items):
            q.task_done()
            left += 1
    q.close()
    q.join_thread()
    return left


@check(points=0.5, diagnosis="wrong-value")
def test_waits_as_long_as_asked(submission: Submission) -> None:
    """0 does not wait, None waits for as long as it takes, a number waits for so many seconds."""
    item = submission.random.randrange(1, 10**6)
    for wait, delay in ((None, 600.0), (900.0, 600.0), (0, 0.5), (0.7, 0.4), (0.4, 0.7)):
        order = Schedule(
            exact=delay < 1
        )  # who polls for ten minutes oversleeps: an order has only so many steps
        in_time = wait is None or wait > delay
        for function in ("offer", "take"):
            told = submission.play(slowly, function, item, wait, delay, schedule=order)
            answer, left, blocks = told.value
            right: object = in_time if function == "offer" else item if in_time else "none came"
            inside = [item] if (function == "offer") == in_time else []
            what = "had room" if function == "offer" else "had one"
            story = f"The queue {what} {delay} s later: {function}, wait {wait!r}, should return {right!r}"
            if repr(answer) != repr(right):
                fail(f"{story}; it returned {answer!r}.", misread(wait, blocks, told.seconds))
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
    got = submission.play(with_a_gap, items[:3], schedule=Schedule()).value
    story = f"{items[0]} was there, nothing more: take_many(q, 50, 0) should return {items[:1]}, not {got!r}."
    expect(got != items[:3], f"{story} It went on.", "no-end-at-miss")
    expect(got == items[:1], story, "partial-lost" if got == [] else None)
    for wait, delay, diagnosis in ((0.4, 0.11, "wait-for-all-together"), (None, 0.2, "zero-or-none")):
        got = submission.play(far_between, items, wait, delay, schedule=Schedule(exact=True)).value
        story = f"Five items came {delay} s after one another: take_many(q, 5, {wait}) should return {items}"
        short = isinstance(got, list) and got == items[: len(got)] and (got != [] or wait is None)
        expect(got == items, f"{story}; it returned {got!r}.", diagnosis if short else None)


@check(points=0.5, diagnosis="exception-swallowed")
def test_other_errors_pass(submission: Submission) -> None:
    """Only Full and Empty mean no; every other exception goes to the caller."""
    for name, right, came in submission.play(broken, schedule=Schedule()).value:
        story = "a closed queue" if right == "ValueError" else "a queue whose connection was lost"
        text = f"{name} on {story} should raise {right}; it {came if ' ' in came else 'raised ' + came}."
        expect(came == right, text, None if " " in came else "wrong-exception")


@check(points=0.5, diagnosis="wrong-value")
def test_no_is_final(submission: Submission) -> None:
    """After a default nothing is taken later, after False nothing is put; `task_done` is the caller's."""
    item = submission.random.randrange(1, 10**6)
    taken, kept, offered, late = submission.play(afterwards, item, schedule=Schedule()).value
    expect(taken == "none came", f"The queue was empty: take should return its default, not {taken!r}.")
    expect(kept == 1, "take gave up, and took an item that was put later: nobody got it.", "left-waiting")
    expect(offered is False, f"The queue was full: offer should return False, not {offered!r}.")
    expect(late == 0, "offer returned False, and put the item later, when there was room.", "left-waiting")
    items = submission.random.sample(range(10**6), 3)
    left = submission.play(unfinished, items, schedule=Schedule()).value
    told = f"{len(items)} items were taken from a JoinableQueue, and {left} of them were still unfinished."
    expect(
        left == len(items),
        f"{told} Only the caller knows when the work on an item is done.",
        "task-done-early",
    )
