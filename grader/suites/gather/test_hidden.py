"""gather: any item, megabytes, late and silent producers, and some that raise."""

from __future__ import annotations

from typing import Any

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
def put_much(q: Any) -> None:
    """Put two megabytes, in pieces."""
    begin(0)
    for number in given(0):
        q.put([number, "x" * 200_000])


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
def put_and_raise(q: Any) -> None:
    """Put the items, and fail."""
    if begin(0):
        for item in given(0):
            q.put(item)
        raise LookupError("no more")


@scenario
def mixed(student: Any, items: list[Any]) -> object:
    """Two producers of odd items."""
    return gathered(student, [first, second], items)


@scenario
def much(student: Any, numbers: list[int]) -> object:
    """The numbers of what came, and how much it was."""
    value = gathered(student, [put_much], [numbers])
    if isinstance(value, list):
        return [item[0] for item in value if isinstance(item, list)], sum(len(item[1]) for item in value)
    return value


@scenario
def late(student: Any, items: list[Any]) -> object:
    """A producer that takes its time, and one that puts nothing."""
    return gathered(student, [put_late, be_silent], items)


@scenario
def raising(student: Any, items: list[Any]) -> object:
    """A producer that raises, and one that does not."""
    return gathered(student, [put_and_raise, second], items)


@scenario
def over(student: Any, items: list[Any]) -> object:
    """Two producers, of whose end the caller hears late."""
    return gathered(student, [first, second], items, in_haste=False)


@check(points=1)
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
def test_megabytes(submission: Submission) -> None:
    """Items may be larger than what fits into a pipe."""
    numbers = submission.random.sample(range(1000), 10)
    answer = submission.play(much, numbers)
    all_in_processes(answer, 1)
    shown = f"The items {numbers} were put, 2000000 characters in all; the answer has {answer.value!r}."
    expect(answer.value == (numbers, 2_000_000), shown, "wrong-value")


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
    """What a producer has put before it raises is in the answer."""
    numbers = submission.random.sample(range(1000), 4)
    lists: list[list[Any]] = [[["a", n] for n in numbers[:2]], [["b", n] for n in numbers[2:]]]
    answer = submission.play(raising, lists)
    all_in_processes(answer, 2)
    has_items(answer.value, lists, "failure-unnoticed")
