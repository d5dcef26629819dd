"""offer_take: stale status, waiting, errors, and what must not happen later."""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from grader.suites.offer_take.scenes import on_slow
from grader.testing import Schedule, Submission, check, expect, in_box, scenario


@in_box
class Lost(queue.Queue[object]):
    """A queue whose connection is lost, as that of a manager that is gone."""

    def put(self, item: object, block: bool = True, timeout: float | None = None) -> None:
        """Fail."""
        raise ConnectionResetError("connection lost")

    def get(self, block: bool = True, timeout: float | None = None) -> object:
        """Fail."""
        raise ConnectionResetError("connection lost")


@scenario
def broken(student: Any) -> list[tuple[str, str, str]]:
    """What comes of a closed queue, and of one whose connection is lost."""
    closed: Any = multiprocessing.Queue(2)
    closed.close()
    closed.full = closed.empty = lambda: False
    closed.qsize = lambda: 1
    lost = Lost()
    lost.queue.append(0)
    found = []
    for q, right in ((closed, "ValueError"), (lost, "ConnectionResetError")):
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
        # Who polls for ten minutes oversleeps: an order has only so many steps.
        order, in_time = Schedule(exact=delay < 1), wait is None or wait > delay
        cases: list[tuple[list[int], list[Any], object, list[int]]] = [
            ([], ["offer", item, wait], in_time, [item] if in_time else []),
            (
                [item],
                ["take", wait, "none came"],
                item if in_time else "none came",
                [] if in_time else [item],
            ),
        ]
        for there, call, right, inside in cases:
            told = submission.play(on_slow, there, call, delay, None, [0], schedule=order)
            answer, left, blocks, _ = told.value
            story = f"The queue was ready {delay} s later: {call[0]}, wait {wait!r}, should return {right!r}"
            shown = f"{story}; it returned {answer!r}."
            expect(repr(answer) == repr(right), shown, misread(wait, blocks, told.seconds))
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
    call = ["take_many", 50, 0]
    got = submission.play(on_slow, items[:3], call, 0.0, None, [2, 22], schedule=Schedule()).value[0]
    story = f"{items[0]} was there, nothing more: take_many(q, 50, 0) should return {items[:1]}, not {got!r}."
    expect(got != items[:3], f"{story} It went on.", "no-end-at-miss")
    expect(got == items[:1], story, "partial-lost" if got == [] else None)
    for wait, delay, diagnosis in ((0.4, 0.11, "wait-for-all-together"), (None, 0.2, "zero-or-none")):
        order, many = Schedule(exact=True), ["take_many", 5, wait]
        got = submission.play(on_slow, items, many, delay, None, [0], schedule=order).value[0]
        story = f"Five items came {delay} s after one another: take_many(q, 5, {wait}) should return {items}"
        short = isinstance(got, list) and got == items[: len(got)] and (got != [] or wait is None)
        expect(got == items, f"{story}; it returned {got!r}.", diagnosis if short else None)


@check(points=0.5, diagnosis="exception-swallowed")
def test_other_errors_pass(submission: Submission) -> None:
    """Only Full and Empty mean no; every other exception goes to the caller."""
    for name, right, came in submission.play(broken, schedule=Schedule()).value:
        text = f"{name} on a queue that raises {right} should raise it, too; what came was: {came}."
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
