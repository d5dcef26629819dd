"""offer_take: yes, no, a few at once, and between processes."""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from multiprocessing.managers import SyncManager
from typing import Any

from grader.suites.offer_take.scenes import slow
from grader.testing import Schedule, Submission, check, expect, in_box, scenario


@scenario
def on_real(student: Any, managed: bool, calls: list[list[Any]]) -> list[object]:
    """The answers to calls on a queue with room for two."""
    source: Any = SyncManager() if managed else contextlib.nullcontext(multiprocessing)
    with source as maker:
        q = maker.Queue(2)
        q.qsize()  # a connection to the manager is made here, and not by the student
        answers = [getattr(student, name)(q, *args) for name, *args in calls]
    if not managed:
        q.close()
        q.join_thread()
    return answers


@check(points=0.5, diagnosis="wrong-value")
def test_offer_and_take(submission: Submission) -> None:
    """What was offered is taken; a full queue gives False, an empty one the default."""
    (a, b, c), none = submission.random.sample(range(1, 10**6), 3), "none came"
    full: Any = [(["offer", a, 0], True), (["offer", 0, 20], True), (["offer", b, 0], False)]
    there = [(["take", 20, none], a), (["take", 20, none], 0), (["take", 0, none], none)]
    steps = [*full, *there, (["take", 0], None), (["offer", c, 20], True), (["take", 20, none], c)]
    for managed in (False, True):
        calls, blame = [call for call, _ in steps], {"DEADLOCKED": "zero-or-none"}
        answers = submission.play(on_real, managed, calls, schedule=Schedule(), blame=blame).value
        expect(len(answers) == len(steps), "Not every call was made.")
        for (call, right), came in zip(steps, answers, strict=True):
            kind = "Manager().Queue()" if managed else "multiprocessing.Queue"
            shown = (
                f"{kind} with room for two: {call[0]}{(*call[1:],)} should give {right!r}; it gave {came!r}."
            )
            falsy = (right, came) == (0, none)
            why = "falsy-for-missing" if falsy else "left-waiting" if came == b else None
            expect(repr(came) == repr(right), shown, why)


@check(points=0.5, diagnosis="wrong-value")
def test_take_many(submission: Submission) -> None:
    """take_many gives up to `most` items in their order, fewer if there are fewer, and leaves the rest."""
    draw = submission.random
    items = draw.sample(range(1, 10**6), draw.randrange(5, 9))
    cases = [(items, most) for most in (2, len(items), len(items) + 3, 0)]
    for given, most in [*cases, ([], 3)]:
        got, left, *_ = slow(submission, given, ["take_many", most, 0])
        right = given[:most]
        story = f"The queue held {given}: take_many(q, {most}, 0) should return {right}; it returned {got!r}."
        expect(isinstance(got, list), story, "wrong-type")
        expect(got != [] or not right, f"{story} What had come is lost.", "partial-lost")
        expect(got == right, story)
        expect(left == given[most:], f"{story} Then {left} stayed in it.", "one-too-many")


@in_box
def pass_on(take: Any, offer: Any, there: Any, back: Any, count: int) -> None:
    """Take ``count`` items from one queue and offer each to the other."""
    for _ in range(count):
        offer(back, take(there, 20, "none came"), 20)
    back.put("one more")


@scenario
def there_and_back(student: Any, items: list[object]) -> tuple[list[object], object]:
    """Offer the items to another process through a small queue; take what it offers in return."""
    there: Any = multiprocessing.Queue(2)
    back: Any = multiprocessing.JoinableQueue()
    student.take(back, 0)
    given = (student.take, student.offer, there, back, len(items))
    other = multiprocessing.Process(target=pass_on, args=given, daemon=True)
    other.start()
    put = [student.offer(there, item, 20) for item in items]
    time.sleep(60.0)  # by the request's own clock: all have come by then
    got = student.take_many(back, len(items), 20)
    other.join()
    for q in (there, back):
        q.close()
        q.join_thread()
    return put, got


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"), diagnosis="wrong-value")
def test_between_processes(submission: Submission) -> None:
    """Items of any value travel between processes and keep their order."""
    draw = submission.random
    false = [0, "", False, ()]
    draw.shuffle(false)
    items: list[object] = [draw.randrange(1, 10**6), *false, None, draw.randrange(1, 10**6), None, "end"]
    put, got = submission.play(there_and_back, items, schedule=Schedule()).value
    expect(put == [True] * len(items), f"The queue had room in time; offer should return True, not {put!r}.")
    came = [*got, *["none came"] * len(items)] if isinstance(got, list) else items
    first = next((n for n, item in enumerate(items) if repr(came[n]) != repr(item)), 0)
    falsy = not items[first] and came[first] in ("none came", None)
    mark = items[first] is None and isinstance(got, list) and first == len(got)
    told = f"{items!r} were sent to another process and back; {got!r} came back."
    expect(not mark, f"{told} None is an item.", "none-as-end-mark")
    expect(not falsy, f"{told} {items[first]!r} is an item too.", "falsy-for-missing")
    expect(repr(got) == repr(items), told)


@check(points=0.5, diagnosis="wrong-value")
def test_status_is_not_asked(submission: Submission) -> None:
    """Only the attempt counts: full, empty and qsize may be out of date or missing."""
    items: list[Any] = submission.random.sample(range(1, 10**6), 3)
    offer, take = ["offer", items[0], 0], ["take", 0, "none came"]
    yes: list[Any] = [([], offer, True), (items, take, items[0]), (items, ["take_many", 3, 0], items)]
    no: list[Any] = [([], offer, False), (items, take, "none came")]
    for there, call, right in [*yes, *no]:
        old = right not in (False, "none came")
        came, _, _, asked, _ = slow(submission, there, call, delay=0.0 if old else 0.3, old=old)
        text = f"The queue's status was out of date, {old}: {call[0]} should give {right!r};"
        if came == "NotImplementedError" and asked == "qsize":
            text = f"{call[0]} asked qsize(), which does not exist on some systems;"
        why = "status-trusted" if asked else None if old else "zero-or-none"
        expect(repr(came) == repr(right), f"{text} it gave {came!r}.", why)
