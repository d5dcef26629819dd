"""gather: any item, late and silent producers, and some that raise or end."""

from __future__ import annotations

import json
import os
from typing import Any

from grader.runner.raises import ENDING, RAISING, drawn, fall
from grader.runner.stage import all_asleep, observe, signal_for, wait_for
from grader.suites.gather.scenes import (
    all_in_processes,
    begin,
    first,
    gathered,
    given,
    has_items,
    second,
    until_the_caller_sleeps,
)
from grader.testing import Submission, check, expect, in_box, scenario


@in_box
def put_late(q: Any) -> None:
    """Put when the caller has had its time to give up, and again."""
    begin(0)
    for item in given(0):
        q.put(item)
        until_the_caller_sleeps()


@in_box
def be_silent(q: Any) -> None:
    """Put nothing."""
    begin(1)
    until_the_caller_sleeps()


@in_box
def put_and_fall(q: Any, number: int) -> None:
    """Put the items, if there are any, and end as the environment says."""
    observe(["producer", number])
    for item in given(number):
        q.put(item)
    signal_for(f"{os.environ['ROUND']}-{number}")
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
    """Put when the others have fallen and nobody moves any more."""
    observe(["producer", 2])
    if os.environ["CALLER"] != str(os.getpid()):
        for number in (0, 1):
            wait_for(f"{os.environ['ROUND']}-{number}", patience=3.0)
        all_asleep()
    for item in given(2):
        q.put(item)


@scenario
def mixed(student: Any, items: list[Any]) -> object:
    """Two producers of odd items."""
    return gathered(student, [first, second], items)


@scenario
def late(student: Any, items: list[Any]) -> object:
    """A producer that takes its time, and one that puts nothing."""
    return gathered(student, [put_late, be_silent], items)


@scenario
def falling(student: Any, rounds: list[list[str]], items: list[list[Any]]) -> list[object]:
    """For each two kinds: two producers that fall in these ways, and one that does not."""
    found = []
    for number, kinds in enumerate(rounds):
        os.environ.update(ROUND=str(number), KINDS=json.dumps(kinds))
        found.append(gathered(student, [one_falls, another_falls, one_stays], items, in_haste=number == 0))
    return found


@scenario
def over(student: Any, items: list[Any]) -> object:
    """Two producers, of whose end the caller hears late."""
    return gathered(student, [first, second], items, in_haste=False)


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
    odd.insert(0, "first")
    lists: list[list[Any]] = [odd, [["other"], None]]
    answer = submission.play(mixed, lists)
    all_in_processes(answer, 2)
    value = answer.value
    count = sum(map(len, lists))
    expect(value != [], f"{count} items were put; the answer is [].", "status-trusted")
    shown = (
        f"{count} items were put; the answer has {len(value) if isinstance(value, list) else repr(value)}."
    )
    expect(isinstance(value, list) and len(value) == count, shown, "none-as-end-mark")
    right = sorted(repr(item) for items in lists for item in items)
    expect(sorted(map(repr, value)) == right, f"The answer is {value!r}.", "wrong-value")


@check(points=0.5)
def test_late_and_silent(submission: Submission) -> None:
    """A producer may be late, and another may put nothing: the end is when all have ended and all is read."""
    items = submission.random.sample(range(1000), 2)
    answer = submission.play(late, [items, []])
    all_in_processes(answer, 2)
    has_items(answer.value, [items], "status-trusted")
    lists = [[["a", *items], ["a"], items], [["b"], ["b", *items]]]
    answer = submission.play(over, lists, late=True)
    all_in_processes(answer, 2)
    has_items(answer.value, lists, "ended-is-not-read")


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
    answer = submission.play(falling, rounds, lists)
    third = [seen.pid for seen in answer.seen if seen.value == ["producer", 2]]
    ended = any(
        one.pid in third and one.sender == answer.caller.pid for one in answer.outcome.evidence.signals
    )
    shown = "When the processes of two producers had ended, a third producer was ended as well, or not begun."
    expect(len(third) == len(rounds) and not ended, shown, "failure-unnoticed")
    for value, pair in zip(answer.value, rounds, strict=True):
        has_items(value, lists, "failure-unnoticed", f"Two producers ended by {pair[0]} and {pair[1]}. ")
    all_in_processes(answer, 3, len(rounds))
