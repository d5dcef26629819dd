"""process_all: a call that is watched, and what holds for every answer."""

from __future__ import annotations

import multiprocessing.queues
import re
from collections.abc import Callable
from typing import Any

from grader.scenario import observe, work
from grader.testing import LATE, Answer, Finding, Submission, expect, in_box, ran_in_children, scenario


@in_box
def watch_join() -> None:
    """Report when a JoinableQueue's join begins and ends."""
    queue_class: Any = multiprocessing.queues.JoinableQueue
    join = queue_class.join

    def watched(queue: Any) -> None:
        observe(["join"])
        join(queue)
        observe(["joined"])

    named: Any = watched  # an explanation of who waits names what the submission has called
    named.__code__ = named.__code__.replace(co_name="join", co_qualname="JoinableQueue.join")
    queue_class.join = watched


@scenario
def processed(student: Any, items: list[Any], workers: int) -> object:
    """Have these items handled; the answer as it is."""
    watch_join()
    answer: object = student.process_all(items, work, workers)
    observe(["returned"])
    return answer


def stuck(
    submission: Submission, in_join: str = "task-done-missing", fatal: str | None = None
) -> Callable[[Finding], str | None]:
    """Why a call gives no answer: ``in_join`` if a join never returns, ``fatal`` if a process had ended."""

    def why(finding: Finding) -> str | None:
        if finding.verdict.value != "DEADLOCKED":
            return fatal
        evidence = submission.outcomes[-1][0].evidence
        words = [o.value[0] for o in evidence.observations if isinstance(o.value, list)]
        ended = [p for p in evidence.processes if p.kind.value == "process" and p.end]
        if "joined" not in words:
            if fatal and ended:
                return fatal
            if "join" in words:
                return in_join
            if asks_the_status(submission):
                return "status-trusted"
            if finding.diagnosis != "end-mark-missing":
                return finding.diagnosis
        if evidence.signals:  # it has ended processes that had work to do
            return "task-done-early"
        return "one-mark-for-many" if any(p.exitcode == 0 for p in ended) else "end-mark-missing"

    return why


def each_handled(answer: Answer, items: list[Any], lost: str = "wrong-value") -> None:
    """End the check unless every item was handled once, elsewhere; ``lost`` is the diagnosis of too few."""
    calls = ran_in_children(answer, object, what="The handler")
    expect(bool(calls) or not items, f"Of {len(items)} items none was handled.", "status-trusted")
    twice = "task_done() called too many times" in answer.stderr
    expect(not twice, "task_done was called more often than there were items.", "task-done-twice")
    handled, right = sorted(repr(seen.value[1]) for seen in calls), sorted(map(repr, items))
    shown = f"{len(items)} items were given, {right}; handled were {len(handled)}, {handled}."
    expect(handled == right, shown, lost if len(handled) < len(right) else "wrong-value")


def all_done(
    submission: Submission, answer: Answer, items: list[Any], raised: int = 0, lost: str = "wrong-value"
) -> None:
    """End the check unless every item was handled before the return, and the answer is ``raised``."""
    each_handled(answer, items, lost)
    words, value = answer.words, answer.value
    over = words[: words.index("returned")].count("out") if "returned" in words else 0
    shown = f"Of {len(items)} calls {over} were over when the function returned."
    expect(over == len(items), shown, "task-done-early")
    expect(type(value) is int, f"The answer should be a number; it is {value!r}.", "wrong-type")
    shown = f"{raised} calls of the handler raised; the answer is {value!r}."
    expect(value == raised, shown, why_less(submission, answer) if value < raised else "wrong-value")


def why_less(submission: Submission, answer: Answer) -> str:
    """The diagnosis of a number that is too small, by the order under which it was seen."""
    if answer.outcome.evidence.signals:  # it has ended processes that had work to do
        return "task-done-early"
    if LATE in answer.held_back:
        return "ended-is-not-read"
    if asks_the_status(submission):
        return "status-trusted"
    return "lost-update" if answer.value else "wrong-value"


def asks_the_status(submission: Submission) -> bool:
    """Whether the submission's text asks a queue for its status."""
    return re.search(r"\.(qsize|empty)\(", submission.source) is not None
