"""tally: the total, and adding at the same time as others."""

from __future__ import annotations

from typing import Any

from grader.suites.tally.scenes import added, alone, each, is_count, ran_elsewhere, tallied
from grader.testing import Submission, check, expect, scenario

#: How often another process adds for each number that the student's adds: once at each of its marks.
MORE = 8


@scenario
def total(student: Any, workers: int, hits: int) -> object:
    """The answer of tally."""
    return tallied(student, workers, hits)


@scenario
def counter(student: Any, start: int, times: list[int], between: int) -> int:
    """A counter to which several processes add, and one that is not the student's."""
    return added(student, start, times, between)


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_total(submission: Submission) -> None:
    """Every process adds what it was to add: the total is exact."""
    hits = submission.random.randrange(4, 8)
    forked = submission.start_method == "fork"
    for answer in each(submission, total, 2, hits, random=3):
        ran_elsewhere(answer, 2)
        unset = not forked and answer.value == 0
        expect(not unset, f"tally(2, {hits}): the answer is 0.", "global-set-in-parent")
        is_count(answer, 2 * hits, f"tally(2, {hits})", lambda: alone(submission, total, 1, hits) == hits)


@check(points=1, diagnosis="lost-update")
def test_nothing_is_lost(submission: Submission) -> None:
    """Processes that add at the same time lose nothing, and leave the counter's lock free."""
    n = submission.random.randrange(4, 8)
    for answer in each(submission, counter, 0, [n, n], 0, random=3, haste=0.0):
        shown = f"Two processes called add(counter, {n})"
        is_count(answer, 2 * n, shown, lambda: alone(submission, counter, 0, [n], 0) == n)
    for answer in each(submission, counter, 0, [n], MORE * n, random=3, haste=0.0):
        shown = f"One process called add(counter, {n}), another one added {MORE * n} with counter.get_lock()"
        right, found = n + MORE * n, answer.value
        expect(found == right, f"{shown}: the counter should be {right}; it is {found}.", "another-lock")
