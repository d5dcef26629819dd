"""tally: counters that do not begin at 0, unequal processes, nothing to add, and more of them."""

from __future__ import annotations

from functools import partial
from typing import Any

from grader.suites.tally.scenes import added, alone, each, is_count, ran_elsewhere, tallied
from grader.testing import Schedule, Submission, check, scenario


@scenario
def total(student: Any, workers: int, hits: int) -> object:
    """The answer of tally."""
    return tallied(student, workers, hits)


@scenario
def counter(student: Any, start: int, times: list[int]) -> int:
    """A counter to which several processes add."""
    return added(student, start, times)


def counts_alone(submission: Submission, hits: int) -> bool:
    """Whether one process counts right."""
    return alone(submission, total, 1, hits) == hits


@check(points=0.5)
def test_any_counter(submission: Submission) -> None:
    """The counter may stand at any number, and the processes may add more or less often."""
    start = submission.random.randrange(-1000, 1000)
    times = [1, *submission.random.sample(range(4, 8), 2)]
    for answer in each(submission, counter, start, times, random=3, haste=0.0):
        shown = f"From {start} on, processes added {times}"
        is_count(
            answer, start + sum(times), shown, lambda: alone(submission, counter, start, [1]) == start + 1
        )


@check(points=0.5)
def test_nothing_to_add(submission: Submission) -> None:
    """Adding 0 times changes nothing."""
    start = submission.random.randrange(1000)
    one = submission.play(counter, start, [0], schedule=Schedule())
    is_count(one, start, f"From {start} on, add(counter, 0)", lambda: False)
    is_count(submission.play(total, 2, 0, schedule=Schedule()), 0, "tally(2, 0)", lambda: False)


@check(points=0.5)
def test_one_and_three(submission: Submission) -> None:
    """There may be one process, or three."""
    for workers in (1, 3):
        hits = submission.random.randrange(4, 8)
        for answer in each(submission, total, workers, hits, random=workers):
            ran_elsewhere(answer, workers)
            shown = f"tally({workers}, {hits})"
            is_count(answer, workers * hits, shown, partial(counts_alone, submission, hits))
