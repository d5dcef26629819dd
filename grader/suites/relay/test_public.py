"""relay: messages through a pool of two, and through a pool of one."""

from __future__ import annotations

from typing import Any

from grader.suites.relay.scenes import LONG, ask, is_list, ran_elsewhere, relayed
from grader.testing import Submission, check, scenario


@scenario
def answer_for(student: Any, messages: list[Any], workers: int, late: float) -> object:
    """The answer for these messages, the first of which is late."""
    return relayed(student, messages, workers, late)


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_messages(submission: Submission) -> None:
    """The messages are read once and transformed, by processes of the pool; the answer has them in order."""
    numbers = submission.random.sample(range(1000), 4)
    answer = ask(submission, answer_for, numbers, 1, LONG)
    ran_elsewhere(answer, 4)
    is_list(answer.value, [[number, "changed"] for number in numbers], "wrong-value")


@check(points=1)
def test_one_process(submission: Submission) -> None:
    """A pool of one process is enough, however many messages there are."""
    numbers = submission.random.sample(range(1000), 120)
    answer = ask(submission, answer_for, numbers, 1, 0.0, schedule=None)  # too many steps: it runs free
    ran_elsewhere(answer, 120)
    is_list(answer.value, [[number, "changed"] for number in numbers], "wrong-value")
