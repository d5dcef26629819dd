"""gather: any item, late and silent producers, and some that raise or end."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from grader.scenario import ENDING, RAISING, drawn, fall
from grader.suites.gather.scenes import all_in_processes, each, first, gathered, given, has_items, second
from grader.testing import LATE, Schedule, Submission, check, expect, in_box, scenario

#: By the request's own clock: no time limit is long enough.
SECONDS = 600.0


@in_box
def put_late(q: Any) -> None:
    """Put, and put again much later."""
    for item in given(0):
        q.put(item)
        time.sleep(float(os.environ["SECONDS"]))


@in_box
def be_silent(q: Any) -> None:
    """Put nothing."""
    given(1)


@in_box
def put_and_fall(q: Any, number: int) -> None:
    """Put the items, if there are any, and end as the environment says."""
    for item in given(number):
        q.put(item)
    if os.environ["CALLER"] != str(os.getpid()):
        fall(json.loads(os.environ["KINDS"])[number])


@in_box
def one_falls(q: Any) -> None:
    """Put and fall."""
    put_and_fall(q, 0)


@in_box
def another_falls(q: Any) -> None:
    """Put and fall."""
    put_and_fall(q, 1)


@in_box
def one_stays(q: Any) -> None:
    """Put when the others have fallen long since."""
    time.sleep(1.0)
    for item in given(2):
        q.put(item)


@scenario
def mixed(student: Any, items: list[Any]) -> object:
    """Two producers of odd items."""
    return gathered(student, [first, second], items)


@scenario
def late(student: Any, items: list[Any], seconds: float) -> object:
    """A producer that takes its time, and one that puts nothing."""
    os.environ["SECONDS"] = str(seconds)
    return gathered(student, [put_late, be_silent], items)


@scenario
def falling(student: Any, rounds: list[list[str]], items: list[list[Any]]) -> list[object]:
    """For each two kinds: two producers that fall in these ways, and one that does not."""
    os.environ["CALLER"] = str(os.getpid())
    found = []
    for kinds in rounds:
        os.environ["KINDS"] = json.dumps(kinds)
        found.append(gathered(student, [one_falls, another_falls, one_stays], items))
    return found


@check(points=0.5)
def test_any_item(submission: Submission) -> None:
    """Any value may be an item: None, 0, False and the empty ones too."""
    odd: list[Any] = [
        None,
        0,
        "",
        False,
        [],
        "end",
        "STOP",
        "done",
        -1,
        submission.random.randrange(10, 1000),
    ]
    submission.random.shuffle(odd)
    lists: list[list[Any]] = [["first", *odd], [["other"], None]]
    answer = submission.play(mixed, lists, schedule=Schedule())
    all_in_processes(answer, 2)
    value, count = answer.value, sum(map(len, lists))
    expect(value != [], f"{count} items were put; the answer is [].", "status-trusted")
    shown = f"{count} items were put; the answer has "
    shown += f"{len(value)}." if isinstance(value, list) else f"{value!r}."
    expect(isinstance(value, list) and len(value) == count, shown, "none-as-end-mark")
    right = sorted(repr(item) for items in lists for item in items)
    expect(sorted(map(repr, value)) == right, f"The answer is {value!r}.", "wrong-value")


@check(points=0.5)
def test_late_and_silent(submission: Submission) -> None:
    """A producer may be late, and another may put nothing: the end is when all have ended and all is read."""
    items = submission.random.sample(range(1000), 2)
    answer = submission.play(late, [items, []], SECONDS, schedule=Schedule())
    all_in_processes(answer, 2)
    has_items(answer, answer.value, [items], f"A producer put its items {SECONDS:g} s apart. ")
    lists = [[["a", *items], ["a"], items], [["b"], ["b", *items]]]
    for _ in each(submission, mixed, lists, held_back=(LATE,), random=1):
        pass


@check(points=0.5)
def test_a_producer_that_raises(submission: Submission) -> None:
    """What a producer has put before it raises is in the answer, whatever it raises."""
    numbers = submission.random.sample(range(1000), 6)
    lists = [[[name, n] for n in numbers[at : at + 2]] for at, name in ((0, "a"), (2, "b"), (4, "c"))]
    falls(submission, drawn(submission.random, RAISING), lists)


@check(points=0.5)
def test_a_process_that_ends(submission: Submission) -> None:
    """If a producer's process ends by itself, or is killed, everything from the others still comes."""
    numbers = submission.random.sample(range(1000), 2)
    falls(submission, drawn(submission.random, ENDING), [[], [], [["c", n] for n in numbers]])


def falls(submission: Submission, kinds: list[str], lists: list[list[Any]]) -> None:
    """End the check unless all of ``lists`` come, whatever the kinds in which the first two producers end."""
    rounds = [[kinds[at], kinds[at - 1]] for at in range(0, len(kinds), 2)]
    for answer in submission.schedules(falling, rounds, lists, held_back=(LATE,), random=1, haste=0.0):
        third = [seen.pid for seen in answer.seen if seen.value == ["producer", 2]]
        ended = any(
            one.pid in third and one.sender == answer.caller.pid for one in answer.outcome.evidence.signals
        )
        shown = "When the processes of two producers had ended, a third one was ended as well, or not begun."
        expect(len(third) == len(rounds) and not ended, shown, "failure-unnoticed")
        for value, pair in zip(answer.value, rounds, strict=True):
            has_items(answer, value, lists, f"Two producers ended by {pair[0]} and {pair[1]}. ")
        all_in_processes(answer, 3, len(rounds))
