"""pipeline: from the source to the results, and all consumers at once."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from grader.suites.pipeline.scenes import LONG, Source, ask, furthest_ahead, is_list, piped, ran_elsewhere
from grader.testing import Submission, check, expect, fail, scenario


@scenario
def results(student: Any, items: list[Any], consumers: int, maxsize: int, late: float = 0.0) -> object:
    """The answer for a source of these items, the first of which comes late."""
    return piped(student, Source(items, late), consumers, maxsize)


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_results(submission: Submission) -> None:
    """A process reads the source, others do the work; the results stand in the order of the source."""
    numbers = submission.random.sample(range(1, 1000), 5)
    answer = ask(submission, results, [["double", number] for number in numbers], 1, 2, LONG)
    ran_elsewhere(answer, 5)
    is_list(answer, [2 * number for number in numbers])


@check(points=1, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """All consumers work at once: they can wait for each other."""
    answer = ask(submission, results, [["meet", 3]] * 3, 3, 1)
    ran_elsewhere(answer, 3)
    if answer.value != [True] * 3:
        ran = answer.children
        singly = len(ran) > 1 and all(a.end is not None and a.end <= b.begin for a, b in pairwise(ran))
        fail(
            f"Three calls of work waited for each other in three processes: {answer.value!r}.",
            "start-join-in-loop" if singly else "not-concurrent",
        )
    pids = {seen.pid for seen in answer.told("in")}
    expect(len(pids) == 3, f"Three calls of work met in {len(pids)} processes.", "threads-instead")


@check(points=0.5, diagnosis="not-bounded")
def test_bounded(submission: Submission) -> None:
    """The producer is never more than maxsize + consumers + 1 items ahead of the work."""
    maxsize = submission.random.choice([1, 2])
    answer = ask(submission, results, [["stay", number, 0.1] for number in range(10)], 2, maxsize)
    ran_elsewhere(answer, 10)
    ahead, crowd = furthest_ahead(answer)
    shown = f"With maxsize={maxsize} and consumers=2, {ahead} items were taken from the source"
    expect(ahead <= maxsize + 3, f"{shown} before the work on the first of them was done.")
    expect(crowd <= 2, f"With consumers=2, {crowd} calls were in progress at once.", "too-many-at-once")
    value = answer.value
    expect(isinstance(value, list), f"The answer should be a list; it is {value!r}.", "wrong-type")
    expect(
        sorted(map(repr, value)) == sorted(map(repr, range(10))), f"The results are {value!r}.", "wrong-value"
    )
