"""What several suites expect of an answer; each function ends the check where it does not hold."""

from __future__ import annotations

from typing import NoReturn

from grader.messages.checks import judged
from grader.testing.answer import Answer
from grader.testing.findings import Finding
from grader.verdict import Verdict

#: A function that has waited so long, and returns before what it waits for, has taken a limit for the end.
WAITED = 1.0


def expect(condition: bool, message: str, diagnosis: str | None = None) -> None:
    """End the check as FAILED unless ``condition`` holds."""
    if not condition:
        fail(message, diagnosis)


def fail(message: str, diagnosis: str | None = None) -> NoReturn:
    """End the check as FAILED."""
    raise Finding(Verdict.FAILED, message, diagnosis)


def gave_up(answer: Answer, early: str) -> str:
    """The diagnosis of a function that did not wait for the end: a limit ran out, or it returned early."""
    return "limit-for-end" if answer.seconds >= WAITED else early


def nobody_waits_for(
    slow: object, answer: Answer, *, left: str, what: str, early: str = "wrong-value"
) -> None:
    """End the check unless the slow call came to its end, and no other one ended after it.

    Each call tells ``[left, who]`` at its end; ``slow`` is who takes long, for ``what`` says how the check
    asked for it ("The first of 5 tasks took 600 s"), and ``early`` is the diagnosis of a return at once.
    """
    ended = [seen.value[1] for seen in answer.told(left, object)]
    if slow not in ended:
        fail(judged.returned_early(what, answer.seconds), gave_up(answer, early))
    behind = len(ended) - 1 - ended.index(slow)
    if behind:
        fail(judged.held_up(what, behind), "held-up-by-one")
