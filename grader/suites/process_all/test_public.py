"""process_all: every item once, and so many at once."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from grader.suites.process_all.scenes import (
    all_handled,
    ask,
    count_is,
    each,
    over_before_the_return,
    processed,
    ran_elsewhere,
)
from grader.testing import Submission, check, expect, fail, nobody_waits_for, scenario


@scenario
def items_of(student: Any, items: list[Any], workers: int) -> object:
    """The answer for these items."""
    return processed(student, items, workers)


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_every_item(submission: Submission) -> None:
    """Every item is handled exactly once, in another process; equal items are two items."""
    numbers = submission.random.sample(range(1, 1000), 3)
    items = [*numbers, numbers[0]]
    for answer in each(submission, items_of, items, 2, random=3):
        all_handled(answer, items)
        count_is(submission, answer, 0)


@check(points=1, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """`workers` calls run at the same time, and a slow one holds up nobody."""
    items = [["meet", 3, number] for number in range(3)]
    answer = ask(submission, items_of, items, 3)
    ran_elsewhere(answer, 3)
    over_before_the_return(answer, 3)
    met = answer.told("met", bool)
    if [seen.value[1] for seen in met] != [True] * 3:
        ran = answer.children
        singly = len(ran) > 1 and all(a.end is not None and a.end <= b.begin for a, b in pairwise(ran))
        fail(
            "Three calls waited for each other in three processes, and did not meet.",
            "start-join-in-loop" if singly else "not-concurrent",
        )
    pids = {seen.pid for seen in met}
    expect(len(pids) == 3, f"Three calls met in {len(pids)} processes.", "threads-instead")
    all_handled(answer, items)
    workers = submission.random.choice([2, 3])
    count = 2 * workers + 1
    items = [["stay", 0.0 if number else 600.0, number] for number in range(count)]
    answer = ask(submission, items_of, items, workers)
    ran_elsewhere(answer, count)
    shown = f"The first of {count} calls took 600 s, with workers={workers}"
    all_handled(answer, items)
    nobody_waits_for(items[0], answer, left="out", what=shown, early="task-done-early")
