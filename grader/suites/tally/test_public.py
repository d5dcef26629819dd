"""tally: the total, and adding at the same time as others."""

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


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_total(submission: Submission) -> None:
    """Every process adds what it was to add: the total is exact."""
    hits = submission.random.randrange(2, 5)
    answer = ask(submission, total, 2, hits)
    ran_elsewhere(answer, 2)
    unset = submission.start_method != "fork" and answer.value == 0
    expect(not unset, f"tally(2, {hits}): the answer is 0.", "global-set-in-parent")
    alone = ask(submission, total, 1, hits) if answer.value != 2 * hits else answer
    is_count(answer, 2 * hits, f"tally(2, {hits})", (alone, hits))


@check(points=1, diagnosis="lost-update")
def test_nothing_is_lost(submission: Submission) -> None:
    """Processes that add at the same time lose nothing, and leave the counter's lock free."""
    n = submission.random.randrange(2, 5)
    answer = ask(submission, counter, 0, [n, n])
    alone = ask(submission, counter, 0, [n]) if answer.value != 2 * n else answer
    is_count(answer, 2 * n, f"Two processes called add(counter, {n})", (alone, n))
