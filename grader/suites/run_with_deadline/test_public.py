"""run_with_deadline: a process that ends by itself, and one that has to be asked."""

from __future__ import annotations

from typing import Any

from grader.suites.run_with_deadline.scenes import LEAVES, asked_in_time, ends_with, play, terms
from grader.testing import Submission, check, expect


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_ends_by_itself(submission: Submission) -> None:
    """A process that ends before the deadline is "done", with its exit code, and the answer comes at once."""
    code = submission.random.randrange(2, 99)
    rounds: list[list[Any]] = [[["stay", 1.0], ["exit", code]], [["stay", 1.0]]]
    answer = play(submission, rounds)
    ran = {seen.pid for seen in answer.told("in", int)}
    shown = "A process was sent SIGTERM although its deadline was an hour away."
    expect(not ran & {*terms(answer)}, shown, "signal-too-early")
    ends_with(answer, 0, "done", code)
    ends_with(answer, 1, "done", 0)


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_asked_to_end(submission: Submission) -> None:
    """A process that runs past its deadline gets SIGTERM, not before, and time to react: "terminated"."""
    answer = play(submission, [[["on SIGTERM", 0.1, -15], *LEAVES]], deadline=1.0)
    asked_in_time(answer, ends_with(answer, 0, "terminated", -15), 1.0)
