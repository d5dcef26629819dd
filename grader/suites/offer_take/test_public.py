"""offer_take: yes, no, a few at once, and between processes."""

import multiprocessing
import time
from itertools import zip_longest
from typing import Any

from grader.suites.offer_take.scenes import gives, on_real
from grader.testing import Answer, Submission, check, expect, in_box, literals, scenario


@check(points=0.5, diagnosis="wrong-value")
def test_offer_and_take(submission: Submission) -> None:
    """What was offered is taken; a full queue gives False, an empty one the default."""
    (a, b, c), none = submission.random.sample(range(1, 10**6), 3), "none came"
    full: Any = [(["offer", a, 0], True), (["offer", 0, 20], True), (["offer", b, 0], False)]
    there = [(["take", 20, none], a), (["take", 20, none], 0), (["take", 0, none], none)]
    more: Any = [(["take", 0], None), (["offer", c, 20], True), (["take_many", 1, 20], [c])]
    again: Any = [(["take_many", 3, 0], []), (["offer", c, 20], True), (["take", 20, none], c)]
    steps = [*full, *there, *more, *again]
    calls, blame = [call for call, _ in steps], {"DEADLOCKED": "zero-or-none"}
    for kind in ("multiprocessing.Queue", "Manager().Queue"):
        answers, _ = submission.play(on_real, kind, [], calls, blame=blame).value
        expect(len(answers) == len(steps), "Not every call was made.")
        for (call, right), came in zip(steps, answers, strict=True):
            shown = f"{kind} with room for two: {call[0]}{(*call[1:],)} should give {right!r}"
            falsy = (right, came) == (0, none)
            why = "falsy-for-missing" if falsy else "left-waiting" if came == b else None
            expect(repr(came) == repr(right), f"{shown}; it gave {came!r}.", why)


@check(points=0.5, diagnosis="wrong-value")
def test_take_many(submission: Submission) -> None:
    """take_many gives up to `most` items in their order, fewer if there are fewer, and leaves the rest."""

    def why(answer: Answer) -> str | None:
        return "partial-lost" if answer.value[0] == [] else None

    items = submission.random.sample(range(1, 10**6), submission.random.randrange(5, 9))
    cases = [(items, most) for most in (2, len(items), len(items) + 3, 0)]
    for there, most in [*cases, ([], 3)]:
        story, call = f"The queue held {there}", ["take_many", most, 0]
        gives(submission, story, there, call, there[:most], why, kept="one-too-many")
    marks = [value for value in literals(submission.source) if value]
    story, call = f"The queue held {marks}", ["take_many", len(marks), 0]
    gives(submission, story, marks, call, marks, lambda _: "none-as-end-mark")


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
    given = student.take, student.offer, there, back, len(items)
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
    false, draw = [0, "", False, ()], submission.random
    draw.shuffle(false)
    items: list[object] = [draw.randrange(1, 10**6), *false, None, draw.randrange(1, 10**6), None, "end"]
    put, got = submission.play(there_and_back, items).value
    expect(put == [True] * len(items), f"The queue had room in time; offer should return True, not {put!r}.")
    shown = f"{items!r} were sent to another process and back; {got!r} came back."
    expect(isinstance(got, list), shown, "wrong-type")
    for item, came in zip_longest(items, got, fillvalue="nothing more"):
        mark = item is None and came == "nothing more"
        falsy = not item and came in ("none came", "nothing more", None)
        why = "none-as-end-mark" if mark else "falsy-for-missing" if falsy else None
        expect(repr(item) == repr(came), f"{shown} {item!r} is an item, too." if why else shown, why)


@check(points=0.5, diagnosis="wrong-value")
def test_status_is_not_asked(submission: Submission) -> None:
    """Only the attempt counts: full, empty and qsize may be out of date or missing."""

    def why(answer: Answer) -> str | None:
        came, _, _, asked = answer.value
        return "status-trusted" if asked else None if old or came is None else "zero-or-none"

    items: list[Any] = submission.random.sample(range(1, 10**6), 3)
    offer, take = ["offer", items[0], 0], ["take", 0, "none came"]
    yes: list[Any] = [([], offer, True), (items, take, items[0]), (items, ["take_many", 3, 0], items)]
    no: list[Any] = [([], offer, False), (items, take, "none came")]
    for there, call, right in [*yes, *no]:
        old = right not in (False, "none came")
        story = f"full() and empty() said {old}, which was out of date, and qsize() was missing"
        gives(submission, story, there, call, right, why, delay=0.0 if old else 0.3, old=old)
