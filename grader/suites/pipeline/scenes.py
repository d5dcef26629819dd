"""pipeline: a source that tells who reads it, and what holds for every answer."""

import time
from collections.abc import Iterator
from typing import Any

from grader.scenario import in_caller, observe, result_of, work
from grader.testing import (
    Answer,
    Finding,
    Submission,
    expect,
    in_box,
    missing_marks,
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
        observe(["iterated"])
        if not in_caller():
            time.sleep(self.late)
        for number, item in enumerate(self.items):
            observe(["taken", number])
            yield item


@scenario
def piped(
    student: Any, items: list[Any], consumers: int, maxsize: int, late: float = 0.0, again: bool = True
) -> object:
    """The answer for a source of these items, or a generator; in another process the first one is late."""
    source: Any = Source(items, late)
    return student.pipeline(source if again else iter(source), work, consumers, maxsize)


def pipes(
    submission: Submission, items: list[Any], *given: Any, lost: str = "wrong-value", stuck: str | None = None
) -> Answer:
    """The answer that ``piped`` gives in plain order, if it is right; ``stuck`` is what a deadlock means."""

    def why(finding: Finding) -> str | None:
        if finding.diagnosis not in (None, "end-mark-missing"):
            return None
        last = finding.answer
        ended = {child.pid for child in last.children if child.exitcode is not None}
        failed = any(seen.pid in ended for seen in last.told("in", object))
        return missing_marks(last, others=1) or (stuck if failed else None)

    answer = submission.play(piped, items, *given, blame={"DEADLOCKED": why})
    right_results(answer, items, lost)
    return answer


def right_results(answer: Answer, items: list[Any], lost: str) -> None:
    """End the check unless a process read the source once, others did the work, and all results came."""
    calls, reads = ran_in_children(answer, object, what="work"), answer.told("iterated")
    elsewhere = all(seen.pid != answer.caller.pid for seen in reads + answer.told("taken", int))
    expect(elsewhere, "The source was read in the caller's own process.", "source-in-caller")
    expect(len(reads) == 1, f"The source should be read once; it was read {len(reads)} times.", "wrong-value")
    shown = f"work was called {len(calls)} times for {len(items)} items."
    expect(len(calls) == len(items), shown, lost if calls else "status-trusted")
    right = [result_of(item) for item in items]
    expect(
        isinstance(answer.value, list), f"A list was asked for; it is {answer.value!r:.100}.", "wrong-type"
    )
    named = [sum(str(one).startswith("error: ") for one in values) for values in (right, answer.value)]
    same_list(answer.value, right, "wrong-value" if 0 < named[0] == named[1] else lost)
