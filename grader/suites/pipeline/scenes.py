"""pipeline: a source that tells who reads it, and what holds for every answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from grader.scenario import in_caller, name_of, observe, result_of, work
from grader.testing import (
    Answer,
    Finding,
    Scene,
    Schedule,
    Submission,
    expect,
    in_box,
    ran_in_children,
    same_list,
    scenario,
)


@in_box
class Source:
    """Items that are made while they are iterated; tells who does, and how far."""

    def __init__(self, items: list[Any], late: float) -> None:
        self.items, self.late = items, late

    def __iter__(self) -> Iterator[Any]:
        return taken(self.items, self.late)


@in_box
def taken(items: list[Any], late: float) -> Iterator[Any]:
    """The items, one by one; in another process than the caller's the first one comes late."""
    observe(["iterated"])
    if not in_caller():
        time.sleep(late)
    for number, item in enumerate(items):
        observe(["taken", number])
        yield item


@scenario
def generated(student: Any, items: list[Any], consumers: int, maxsize: int, late: float) -> object:
    """The answer for a generator of these items."""
    answer: object = student.pipeline(taken(items, late), work, consumers, maxsize)
    return answer


@scenario
def piped(student: Any, items: list[Any], consumers: int, maxsize: int, late: float) -> object:
    """The answer for a source of these items, the first of which comes late."""
    answer: object = student.pipeline(Source(items, late), work, consumers, maxsize)
    return answer


def pipes(
    submission: Submission,
    items: list[Any],
    consumers: int,
    maxsize: int,
    late: float = 0.0,
    scene: Scene = piped,
    lost: str = "wrong-value",
    stuck: str | None = None,
) -> Answer:
    """The answer in plain order; ends the check unless the results are right, see :func:`right_results`.

    ``stuck`` is the diagnosis of a deadlock, if the check knows it.
    """

    def why(finding: Finding) -> str | None:
        if finding.verdict.value != "DEADLOCKED":
            return None
        if stuck or finding.diagnosis not in (None, "end-mark-missing"):
            return stuck
        evidence = submission.outcomes[-1][0].evidence
        words = [o.value[0] for o in evidence.observations if isinstance(o.value, list)]
        ended = [p for p in evidence.processes if p.kind.value == "process" and p.exitcode == 0]
        return "one-mark-for-many" if words.count("in") == words.count("out") and len(ended) > 1 else None

    answer = submission.play(scene, items, consumers, maxsize, late, schedule=Schedule(), blame=why)
    right_results(answer, items, lost)
    return answer


def right_results(answer: Answer, items: list[Any], lost: str) -> None:
    """End the check unless a process read the source once, others did the work, and all results came."""
    calls, reads = ran_in_children(answer, object, what="work"), answer.told("iterated")
    elsewhere = all(seen.pid != answer.caller.pid for seen in reads + answer.told("taken", int))
    expect(elsewhere, "The source was read in the caller's own process.", "source-in-caller")
    expect(len(reads) == 1, f"The source was to be iterated once; it was {len(reads)} times.", "wrong-value")
    shown = f"work was called {len(calls)} times for {len(items)} items."
    expect(len(calls) == len(items), shown, lost if calls else "status-trusted")
    same_list(answer.value, [result(item) for item in items], lost)


def result(item: Any) -> Any:
    """What should come of an item."""
    match item:
        case ["fall", kind]:
            return f"error: {name_of(kind)}"
    return result_of(item)
