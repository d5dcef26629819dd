"""process_all: what holds for every answer, and why there is none."""

from typing import Any

from grader.scenario import observe, work
from grader.testing import (
    LATE,
    Answer,
    Blame,
    Finding,
    Submission,
    expect,
    missing_marks,
    ran_in_children,
    scenario,
)


@scenario
def processed(student: Any, items: list[Any], workers: int) -> object:
    """Have these items handled; the answer as it is."""
    answer: object = student.process_all(items, work, workers)
    observe(["returned"])
    return answer


def processes(submission: Submission, items: list[Any], workers: int, lost: str = "") -> Answer:
    """The answer in plain order; ends the check unless all is done, and nothing raised."""
    answer = submission.play(processed, items, workers, blame=stuck(submission, lost))
    done(submission, answer, items, lost=lost)
    return answer


def stuck(submission: Submission, undone: str = "") -> Blame:
    """Why a call can never end; ``undone`` if a queue is joined, and its count never comes to 0."""

    def why(finding: Finding) -> str | None:
        if finding.diagnosis == "task-done-wrong":
            return undone or "task-done-missing"
        last = finding.answer
        marks = ".task_done(" in submission.source and not last.outcome.evidence.signals
        known = None if marks else told(submission, last)  # who counts what is done need not ask for a status
        if known or finding.diagnosis not in (None, "end-mark-missing"):
            return known
        return missing_marks(last)

    return {"DEADLOCKED": why}


def told(submission: Submission, answer: Answer) -> str | None:
    """The diagnosis of what is missing, if the evidence, the order or the text tells it."""
    trusts = any(asks in submission.source for asks in (".qsize(", ".empty("))
    why = "ended-is-not-read" if LATE in answer.held_back else "status-trusted" if trusts else None
    return "task-done-early" if answer.outcome.evidence.signals else why  # it ends who has work to do


def each_handled(answer: Answer, items: list[Any], lost: str = "") -> None:
    """End the check unless every item was handled once, elsewhere; ``lost`` is the diagnosis of too few."""
    calls = ran_in_children(answer, object, what="The handler")
    falls = sum(seen.value[1][:1] == ["fall"] for seen in calls if isinstance(seen.value[1], list))
    crashed = sum(child.exitcode == 1 for child in answer.children) > falls  # and no handler has raised it
    lost = "wrong-value" if crashed else lost
    shown = f"Of {len(items)} items none was handled."
    expect(bool(calls) or not items, shown, "wrong-value" if crashed else "status-trusted")
    twice = "task_done() called too many times" in answer.stderr
    expect(not twice, "task_done was called more often than there were items.", "task-done-twice")
    handled, right = sorted(repr(seen.value[1]) for seen in calls), sorted(map(repr, items))
    lost = "equal-is-not-same" if handled == sorted({*right}) else lost
    shown = f"{len(items)} items were given, {right}; {len(handled)} were handled, {handled}."
    more = "lost-update" if answer.raced and not answer.outcome.evidence.signals else "wrong-value"
    expect(handled == right, shown, (lost or "wrong-value") if len(handled) < len(right) else more)


def done(submission: Submission, answer: Answer, items: list[Any], raised: int = 0, lost: str = "") -> None:
    """End the check unless every item was handled before the return, and the answer is ``raised``."""
    each_handled(answer, items, lost)
    words, value = answer.words, answer.value
    over = words[: words.index("returned")].count("out") if "returned" in words else 0
    shown = f"Of {len(items)} calls {over} were over when the function returned."
    expect(over == len(items), shown, "task-done-early")
    expect(type(value) is int, f"The answer should be a number; it is {value!r}.", "wrong-type")
    shown = f"{raised} calls of the handler raised; the answer is {value!r}."
    less = "wrong-value" if value > raised else told(submission, answer)
    if value != raised and less is None:  # one process alone loses no update
        alone = submission.play(processed, items, 1).value == raised
        less = "lost-update" if value and alone else "wrong-value"
    expect(value == raised, shown, less)
