"""gather: everything from everybody, also megabytes, and all at once."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from grader.runner.stage import meet, observe
from grader.suites.gather.scenes import all_in_processes, begin, first, gathered, given, has_items, second
from grader.testing import Submission, check, expect, fail, in_box, scenario


@in_box
def meet_one(q: Any) -> None:
    """Wait for the others; put what came of it."""
    if begin(0):
        observe(["met", meet("three", 3, patience=3.0)])
    q.put("one")


@in_box
def meet_two(q: Any) -> None:
    """Wait for the others; put what came of it."""
    if begin(1):
        observe(["met", meet("three", 3, patience=3.0)])
    q.put("two")


@in_box
def meet_three(q: Any) -> None:
    """Wait for the others; put what came of it."""
    if begin(2):
        observe(["met", meet("three", 3, patience=3.0)])
    q.put("three")


@in_box
def put_much(q: Any) -> None:
    """Put two megabytes, in pieces."""
    begin(0)
    for number in given(0):
        q.put([number, "x" * 200_000])


@scenario
def much(student: Any, numbers: list[int]) -> object:
    """The numbers of what came, and how much it was."""
    value = gathered(student, [put_much], [numbers])
    if isinstance(value, list):
        return [item[0] for item in value if isinstance(item, list)], sum(len(item[1]) for item in value)
    return value


@scenario
def two(student: Any, items: list[Any]) -> object:
    """Two producers and their items."""
    return gathered(student, [first, second], items)


@scenario
def three(student: Any) -> tuple[object, object]:
    """Three producers that wait for each other; and none."""
    return gathered(student, [meet_one, meet_two, meet_three]), gathered(student, [])


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_everything(submission: Submission) -> None:
    """All items of all producers are in the answer, each producer's in their order."""
    numbers = submission.random.sample(range(1000), 6)
    lists: list[list[Any]] = [[["a", n] for n in numbers[:3]], [["b", n] for n in numbers[3:]]]
    answer = submission.play(two, lists)
    all_in_processes(answer, 2)
    has_items(answer.value, lists, "wrong-value")


@check(points=1, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """All producers run at once: they can wait for each other. Without producers the answer is []."""
    answer = submission.play(three)
    all_in_processes(answer, 3)
    met = answer.told("met", bool)
    if [seen.value[1] for seen in met] != [True] * 3:
        ran = [answer.process(seen.pid) for seen in met]
        singly = all(a and b and a.end is not None and a.end <= b.begin for a, b in pairwise(ran))
        fail(
            "Three producers waited for each other and did not meet"
            + (": each began after the end of the one before." if singly else "."),
            "start-join-in-loop" if singly else "not-concurrent",
        )
    pids = len({seen.pid for seen in met})
    expect(pids == 3, f"3 producers ran in {pids} processes; each was to have its own.", "no-real-process")
    found, none = answer.value
    expect(none == [], f"Without producers the answer should be []; it is {none!r}.", "wrong-value")
    expect(
        isinstance(found, list) and sorted(map(str, found)) == ["one", "three", "two"],
        f"The answer is {found!r}.",
        "wrong-value",
    )


@check(points=0.5)
def test_megabytes(submission: Submission) -> None:
    """Items may be larger than what fits into a pipe."""
    numbers = submission.random.sample(range(1000), 10)
    answer = submission.play(much, numbers)
    all_in_processes(answer, 1)
    shown = f"The items {numbers} were put, 2000000 characters in all; the answer has {answer.value!r}."
    expect(answer.value == (numbers, 2_000_000), shown, "wrong-value")
