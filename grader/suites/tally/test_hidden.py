"""tally: counters that do not begin at 0, unequal processes, nothing to add, and more of them."""

from __future__ import annotations

from typing import Any

from grader.suites.tally.scenes import added, ask, is_count, ran_elsewhere, tallied
from grader.testing import Submission, check, expect, scenario


@scenario
def total(student: Any, workers: int, hits: int) -> object:
    """The answer of tally."""
    return tallied(student, workers, hits)


@scenario
def counter(student: Any, start: int, times: list[int]) -> int:
    """A counter to which several processes add."""
    return added(student, start, times)


@check(points=0.5)
def test_any_counter(submission: Submission) -> None:
    """The counter may stand at any number, and the processes may add more or less often."""
    start = submission.random.randrange(-1000, 1000)
    times = [1, submission.random.randrange(2, 4), 2]
    answer = ask(submission, counter, start, times)
    alone = ask(submission, counter, start, [1]) if answer.value != start + sum(times) else answer
    is_count(answer, start + sum(times), f"From {start} on, processes added {times}", (alone, start + 1))


@check(points=0.5)
def test_nothing_to_add(submission: Submission) -> None:
    """Adding 0 times changes nothing."""
    start = submission.random.randrange(1000)
    is_count(ask(submission, counter, start, [0]), start, f"From {start} on, add(counter, 0)")
    is_count(ask(submission, total, 2, 0), 0, "tally(2, 0)")


@check(points=0.5)
def test_one_and_three(submission: Submission) -> None:
    """There may be one process, or three."""
    for workers in (1, 3):
        hits = submission.random.randrange(1, 4)
        answer = ask(submission, total, workers, hits)
        ran_elsewhere(answer, workers)
        alone = ask(submission, total, 1, hits) if answer.value != workers * hits else answer
        is_count(answer, workers * hits, f"tally({workers}, {hits})", (alone, hits))
    hits = submission.random.randrange(1, 4)
    answer = submission.play(total, 2, hits, late=True)
    shown = f"The counter was read before both processes had added {hits}: the answer is {answer.value!r}."
    expect(answer.value == 2 * hits, shown, "sleep-for-wait")
