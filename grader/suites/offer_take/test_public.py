"""offer_take: yes, no, a few at once, and between processes, on real queues."""

from __future__ import annotations

import multiprocessing
import queue
import time
from collections.abc import Callable
from multiprocessing.managers import SyncManager
from typing import Any

from grader.suites.offer_take.scenes import Missing, Stale
from grader.testing import Schedule, Submission, check, expect, in_box, scenario


@scenario
def one_by_one(student: Any, kind: str, items: list[object]) -> tuple[list[object], list[object]]:
    """Three offers to a queue with room for two, four takes, and one more of each."""
    manager = SyncManager() if kind == "Manager().Queue()" else None
    q: Any
    if manager is not None:
        manager.start()
        q = manager.Queue(2)
        q.put(0)
        q.get()
    else:
        q = {"multiprocessing.Queue": multiprocessing.Queue, "queue.Queue": queue.Queue}[kind](2)
    first, second, third, last = items
    put = [student.offer(q, first, 0), student.offer(q, second, 20), student.offer(q, third, 0)]
    got = [student.take(q, 20, "none came"), student.take(q, 20, "none came")]
    got += [student.take(q, 0, "none came"), student.take(q, 0)]
    put.append(student.offer(q, last, 20))
    got.append(student.take(q, 20, "none came"))
    if manager is not None:
        manager.shutdown()
    elif kind == "multiprocessing.Queue":
        q.close()
        q.join_thread()
    return put, got


@in_box
def pass_on(take: Callable[..., Any], offer: Callable[..., Any], there: Any, back: Any, count: int) -> None:
    """Take ``count`` items from one queue and offer each to the other; after an error, its text instead."""
    try:
        for _ in range(count):
            offer(back, take(there, 20, "none came"), 20)
    except Exception as error:
        for _ in range(count):
            back.put(f"{type(error).__name__}: {error}")
    back.put("one more")


@scenario
def there_and_back(student: Any, items: list[object]) -> tuple[list[object], object]:
    """Offer the items to another process through a small queue; take what it offers in return."""
    there: Any = multiprocessing.Queue(2)
    back: Any = multiprocessing.JoinableQueue()
    student.take(back, 0)
    arguments = (student.take, student.offer, there, back, len(items))
    other = multiprocessing.Process(target=pass_on, args=arguments)
    other.start()
    try:
        put = [student.offer(there, item, 20) for item in items]
        time.sleep(60.0)  # by the request's own clock: all have come by then
        got = student.take_many(back, len(items), 20)
    except BaseException:
        other.kill()
        raise
    finally:
        other.join()
        for q in (there, back):
            q.close()
            q.join_thread()
    return put, got


@scenario
def several(student: Any, items: list[object], most: int) -> tuple[object, list[object]]:
    """Fill a queue and take up to ``most`` of the items without waiting; the answer and the rest."""
    q: queue.Queue[object] = queue.Queue()
    for item in items:
        q.put(item)
    got = student.take_many(q, most, 0)
    return got, [q.get() for _ in range(q.qsize())]


@check(points=0.5, diagnosis="wrong-value")
def test_offer_and_take(submission: Submission) -> None:
    """What was offered is taken; a full queue gives False, an empty one the default."""
    a, b, c = submission.random.sample(range(1, 10**6), 3)
    items = [a, 0, b, c]
    for kind in ("queue.Queue", "multiprocessing.Queue", "Manager().Queue()"):
        blame = {"DEADLOCKED": "zero-or-none"}
        put, got = submission.play(one_by_one, kind, items, schedule=Schedule(), blame=blame).value
        expect(
            repr(put) == "[True, True, False, True]",
            f"{kind} with room for two: three offers, and a fourth when it was empty again, "
            f"should return True, True, False, True; they returned {', '.join(map(repr, put))}.",
        )
        falsy = got[:2] == [a, "none came"]
        expect(not falsy, f"{kind} held {items[:2]}; take gave its default for 0.", "falsy-for-missing")
        expect(
            repr(got[:2]) == repr(items[:2]), f"{kind}: {items[:2]} were put into it; take gave {got[:2]!r}."
        )
        expect(
            got[2:4] == ["none came", None],
            f"{kind} was empty: take should give its default, 'none came', then None; it gave {got[2:4]!r}.",
        )
        expect(
            got[4] != b,
            f"{kind}: offer returned False for {b}, and yet {b} was in the queue afterwards.",
            "left-waiting",
        )
        expect(repr(got[4]) == repr(c), f"{kind}: only {c} was in it; take gave {got[4]!r}.")


@check(points=0.5, diagnosis="wrong-value")
def test_take_many(submission: Submission) -> None:
    """take_many gives up to `most` items in their order, fewer if there are fewer, and leaves the rest."""
    draw = submission.random
    items = draw.sample(range(1, 10**6), draw.randrange(5, 9))
    for most in (2, len(items), len(items) + 3, 0):
        got, left = submission.play(several, items, most, schedule=Schedule()).value
        right = items[:most]
        story = f"The queue held {items}: take_many(q, {most}, 0) should return {right}; it returned {got!r}."
        expect(isinstance(got, list), story, "wrong-type")
        expect(got != [] or not right, f"{story} What had come is lost.", "partial-lost")
        expect(got == right, story)
        rest = f"The queue held {items} and take_many(q, {most}, 0) returned {got}; {left} stayed in it."
        expect(left == items[most:], rest, "one-too-many")
    got, _ = submission.play(several, [], 3, schedule=Schedule()).value
    expect(got == [], f"With an empty queue take_many(q, 3, 0) should return []; it returned {got!r}.")


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"), diagnosis="wrong-value")
def test_between_processes(submission: Submission) -> None:
    """Items of any value travel between processes and keep their order."""
    draw = submission.random
    false = [0, "", False, ()]
    draw.shuffle(false)
    items: list[object] = [draw.randrange(1, 10**6), *false, None, draw.randrange(1, 10**6), None, "end"]
    put, got = submission.play(there_and_back, items, schedule=Schedule()).value
    expect(put == [True] * len(items), f"The queue had room in time; offer should return True, not {put!r}.")
    if isinstance(got, list):
        pairs = [(right, came) for right, came in zip(items, got, strict=False) if repr(right) != repr(came)]
        right, came = pairs[0] if pairs else (items[len(got)] if len(got) < len(items) else 1, "none came")
        seen = f"{items!r} were sent to another process and back; {got!r} came back."
        stopped = not pairs and len(got) < len(items)
        expect(not stopped or right is not None, f"{seen} None is an item.", "none-as-end-mark")
        lost = not right and came in ("none came", None)
        expect(not lost, f"{seen} {right!r} is an item too.", "falsy-for-missing")
    expect(repr(got) == repr(items), f"{items!r} were sent to another process and back; {got!r} came back.")


@scenario
def status(student: Any, items: list[object]) -> list[tuple[object, str]]:
    """Five questions to queues whose status is out of date; the answer and what was asked for each."""

    def ask(q: Stale, old: bool, function: Any, *args: object) -> tuple[object, str]:
        q.old = old
        try:
            return function(q, *args), q.asked
        except Missing:
            return "NotImplementedError", q.asked

    return [
        ask(Stale([], 0), True, student.offer, items[0], 0),
        ask(Stale([], 0.3), False, student.offer, items[0], 0),
        ask(Stale(items, 0), True, student.take, 0, "none came"),
        ask(Stale(items, 0.3), False, student.take, 0, "none came"),
        ask(Stale(items, 0), True, student.take_many, len(items), 0),
    ]


@check(points=0.5, diagnosis="wrong-value")
def test_status_is_not_asked(submission: Submission) -> None:
    """Only the attempt counts: full, empty and qsize may be out of date or missing."""
    items = submission.random.sample(range(1, 10**6), 3)
    stories = [
        ("There was room, though full() still said no:", "offer(q, item, 0)", True),
        ("There was no room, though full() still said yes:", "offer(q, item, 0)", False),
        ("There was an item, though empty() still said no:", "take(q, 0, 'none came')", items[0]),
        ("There was no item, though empty() still said yes:", "take(q, 0, 'none came')", "none came"),
        ("There were items, though empty() still said no:", "take_many(q, 3, 0)", items),
    ]
    answers = submission.play(status, items, schedule=Schedule(exact=True)).value
    expect(len(answers) == len(stories), "Not every question was asked.", "wrong-value")
    for (story, call, right), (came, asked) in zip(stories, answers, strict=False):
        text = f"{story} {call} should give {right!r}; it gave {came!r}."
        if came == "NotImplementedError" and asked == "qsize":
            text = f"{call} asked qsize(), which raises NotImplementedError on some systems."
        otherwise = "zero-or-none" if right in (False, "none came") else None
        expect(repr(came) == repr(right), text, "status-trusted" if asked else otherwise)
