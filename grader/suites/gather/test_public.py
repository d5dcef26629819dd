"""gather: everything from everybody, also megabytes, and all at once."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from grader.scenario import meet, observe
from grader.suites.gather.scenes import all_in_processes, each, first, gathered, given, second
from grader.testing import Schedule, Submission, check, expect, fail, in_box, scenario


@in_box
def wait_for_all(q: Any, number: int) -> None:
    """Wait for the others; put what came of it."""
    observe(["producer", number])
    observe(["met", meet("three", 3)])
    q.put(number)


@in_box
def one(q: Any) -> None:
    """Wait for the others."""
    wait_for_all(q, 0)


@in_box
def two_of_three(q: Any) -> None:
    """Wait for the others."""
    wait_for_all(q, 1)


@in_box
def three(q: Any) -> None:
    """Wait for the others."""
    wait_for_all(q, 2)


@in_box
def put_much(q: Any) -> None:
    """Put two megabytes, in pieces."""
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
def meeting(student: Any) -> tuple[object, object]:
    """Three producers that wait for each other; and none."""
    return gathered(student, [one, two_of_three, three]), gathered(student, [])


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_everything(submission: Submission) -> None:
    """All items of all producers are in the answer, each producer's in their order."""
    numbers = submission.random.sample(range(1000), 4)
    lists: list[list[Any]] = [[["a", n] for n in numbers[:2]], [["b", n] for n in numbers[2:]]]
    for _ in each(submission, two, lists, random=3):
        pass


@check(points=1, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """All producers run at once: they can wait for each other. Without producers the answer is []."""
    answer = submission.play(meeting, schedule=Schedule())
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
    right = isinstance(found, list) and sorted(map(str, found)) == ["0", "1", "2"]
    expect(right, f"Three producers put 0, 1 and 2; the answer is {found!r}.", "status-trusted")


@check(points=0.5)
def test_megabytes(submission: Submission) -> None:
    """Items may be larger than what fits into a pipe."""
    numbers = submission.random.sample(range(1000), 10)
    answer = submission.play(much, numbers, schedule=Schedule())
    all_in_processes(answer, 1)
    shown = f"The items {numbers} were put, 2000000 characters in all; the answer has {answer.value!r}."
    expect(answer.value == (numbers, 2_000_000), shown, "wrong-value")
