"""offer_take: yes, no, and a few at once, on real queues."""

from __future__ import annotations

import multiprocessing
import queue
from multiprocessing.managers import SyncManager
from typing import Any

from grader.testing import Submission, check, expect, scenario


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


@scenario
def several(student: Any, items: list[object], most: int) -> object:
    """Fill a queue with the items and take up to ``most`` of them without waiting."""
    q: queue.Queue[object] = queue.Queue()
    for item in items:
        q.put(item)
    return student.take_many(q, most, 0)


HANG = {"TIMED_OUT": "zero-or-none", "DEADLOCKED": "zero-or-none"}


@check(points=0.5, diagnosis="wrong-value")
def test_offer_and_take(submission: Submission) -> None:
    """What was offered is taken; a full queue gives False, an empty one the default."""
    a, b, c = submission.random.sample(range(1, 10**6), 3)
    items = [a, 0, b, c]
    for kind in ("queue.Queue", "multiprocessing.Queue", "Manager().Queue()"):
        put, got = submission.play(one_by_one, kind, items, blame=HANG).value
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
    """take_many gives up to `most` items in their order, fewer if there are fewer."""
    draw = submission.random
    items = draw.sample(range(1, 10**6), draw.randrange(4, 9))
    for most in (len(items), len(items) + draw.randrange(2, 9)):
        got = submission.play(several, items, most).value
        what = f"With {items} in the queue take_many(q, {most}, 0) "
        expect(got != [] or most == len(items), f"{what}returned []: what had come is lost.", "partial-lost")
        kind = isinstance(got, list)
        expect(kind, f"{what}should return a list; it returned {got!r}.", "wrong-type")
        expect(got == items, f"{what}should return them all; it returned {got!r}.")
    got = submission.play(several, [], 3).value
    expect(got == [], f"With an empty queue take_many(q, 3, 0) should return []; it returned {got!r}.")
