"""map_outcomes: results and exceptions, and all at once."""

from __future__ import annotations

from typing import Any

from grader.suites.map_outcomes.scenes import has_outcomes, outcomes_of, ran_elsewhere
from grader.testing import Submission, check, expect, scenario


@scenario
def outcomes(student: Any, items: list[Any], workers: int) -> object:
    """The outcomes of these items."""
    return outcomes_of(student, items, workers)


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_outcomes(submission: Submission) -> None:
    """Each item has its outcome, in the order of the items; one that fails leaves the others alone."""
    number = submission.random.randrange(10, 10**6)
    items: list[Any] = [number, ["raise", "ValueError"], None, ["raise", "KeyError"], "", number]
    right: list[tuple[str, object]] = [
        ("ok", number),
        ("error", "ValueError"),
        ("ok", None),
        ("error", "KeyError"),
        ("ok", ""),
        ("ok", number),
    ]
    answer = submission.play(outcomes, items, 1)
    ran_elsewhere(answer, 6)
    has_outcomes(answer, answer.value, right, "wrong-value")


@check(points=0.5, diagnosis="not-concurrent")
def test_at_once(submission: Submission) -> None:
    """As many items as there are processes run at once: they can wait for each other."""
    answer = submission.play(outcomes, [["meet", 3]] * 3, 3)
    ran_elsewhere(answer, 3)
    expect(
        answer.value == [("ok", True)] * 3, f"3 items waited for each other in 3 processes: {answer.value!r}."
    )
    pids = {seen.pid for seen in answer.seen}
    expect(len(pids) == 3, f"3 items met in {len(pids)} processes.", "no-real-process")
