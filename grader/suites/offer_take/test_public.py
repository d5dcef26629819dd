"""offer_take: yes, no, a few at once, and between processes, on real queues."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from typing import Any

from grader.suites.offer_take.scenes import on_real, on_slow
from grader.testing import Schedule, Submission, check, expect, in_box, scenario


@check(points=0.5, diagnosis="wrong-value")
def test_offer_and_take(submission: Submission) -> None:
    """What was offered is taken; a full queue gives False, an empty one the default."""
    a, b, c = submission.random.sample(range(1, 10**6), 3)
    steps: list[tuple[list[Any], object]] = [
        (["offer", a, 0], True),
        (["offer", 0, 20], True),
        (["offer", b, 0], False),
        (["take", 20, "none came"], a),
        (["take", 20, "none came"], 0),
        (["take", 0, "none came"], "none came"),
        (["take", 0], None),
        (["offer", c, 20], True),
        (["take", 20, "none came"], c),
    ]
    for kind in ("queue.Queue", "multiprocessing.Queue", "Manager().Queue()"):
        calls, blame = [call for call, _ in steps], {"DEADLOCKED": "zero-or-none"}
        answers, _ = submission.play(on_real, kind, [], 2, calls, schedule=Schedule(), blame=blame).value
        expect(len(answers) == len(steps), "Not every call was made.", "wrong-value")
        for (call, right), came in zip(steps, answers, strict=False):
            shown = (
                f"{kind} with room for two: {call[0]}{(*call[1:],)} should give {right!r}; it gave {came!r}."
            )
            falsy = (right, came) == (0, "none came")
            why = "falsy-for-missing" if falsy else "left-waiting" if came == b else None
            expect(repr(came) == repr(right), shown, why)


@check(points=0.5, diagnosis="wrong-value")
def test_take_many(submission: Submission) -> None:
    """take_many gives up to `most` items in their order, fewer if there are fewer, and leaves the rest."""
    draw = submission.random
    items = draw.sample(range(1, 10**6), draw.randrange(5, 9))
    cases = [(items, most) for most in (2, len(items), len(items) + 3, 0)]
    for given, most in [*cases, ([], 3)]:
        calls = [["take_many", most, 0]]
        answers, left = submission.play(on_real, "queue.Queue", given, 0, calls, schedule=Schedule()).value
        (got,), right = answers, given[:most]
        story = f"The queue held {given}: take_many(q, {most}, 0) should return {right}; it returned {got!r}."
        expect(isinstance(got, list), story, "wrong-type")
        expect(got != [] or not right, f"{story} What had come is lost.", "partial-lost")
        expect(got == right, story)
        expect(left == given[most:], f"{story} Then {left} stayed in it.", "one-too-many")


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


@check(points=0.5, diagnosis="wrong-value")
def test_status_is_not_asked(submission: Submission) -> None:
    """Only the attempt counts: full, empty and qsize may be out of date or missing."""
    items: list[Any] = submission.random.sample(range(1, 10**6), 3)
    cases: list[tuple[list[Any], list[Any], float, bool, object]] = [
        ([], ["offer", items[0], 0], 0.0, True, True),
        ([], ["offer", items[0], 0], 0.3, False, False),
        (items, ["take", 0, "none came"], 0.0, True, items[0]),
        (items, ["take", 0, "none came"], 0.3, False, "none came"),
        (items, ["take_many", len(items), 0], 0.0, True, items),
    ]
    for there, call, delay, old, right in cases:
        answer = submission.play(on_slow, there, call, delay, old, [0], schedule=Schedule(exact=True))
        came, _, _, asked = answer.value
        text = f"The queue's status was out of date, {old}: {call[0]} should give {right!r};"
        if came == "NotImplementedError" and asked == "qsize":
            text = f"{call[0]} asked qsize(), which does not exist on some systems;"
        otherwise = "zero-or-none" if right in (False, "none came") else None
        expect(
            repr(came) == repr(right), f"{text} it gave {came!r}.", "status-trusted" if asked else otherwise
        )
