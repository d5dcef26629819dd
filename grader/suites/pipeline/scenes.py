"""pipeline: sources that tell who reads them, work that stays, and how an answer is read."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

from grader.scenario import fall, meet, observe
from grader.testing import Answer, Finding, Scene, Schedule, Submission, diagnosed, expect, fail, in_box

#: By the request's own clock: no time limit is long enough.
LONG = 600.0


@in_box
class Source:
    """Items that are made while they are iterated; tells who does, and how far."""

    def __init__(self, items: list[Any], late: float) -> None:
        self.items, self.late = items, late

    def __iter__(self) -> Iterator[Any]:
        return taken(self.items, self.late)


@in_box
def taken(items: list[Any], late: float = 0.0) -> Iterator[Any]:
    """The items, one by one; in another process than the caller's the first one comes late."""
    observe(["iterated"])
    if os.environ["CALLER"] != str(os.getpid()):
        time.sleep(late)
    for number, item in enumerate(items):
        observe(["taken", number])
        yield item


@in_box
def labour(item: Any) -> Any:
    """Report the call, do what the item says, report that it is over."""
    observe(["in"])
    result = item
    if os.environ["CALLER"] != str(os.getpid()):
        match item:
            case ["meet", parties]:
                result = meet("all", parties)
            case ["stay", number, seconds]:
                time.sleep(seconds)
                result = number
            case ["fall", kind]:
                observe(["out"])
                fall(kind)
            case ["large", size]:
                result = "x" * size
            case ["double", number]:
                result = 2 * number
    observe(["out"])
    return result


@in_box
def piped(student: Any, source: Any, consumers: int, maxsize: int) -> object:
    """Call pipeline; the answer as it is."""
    os.environ["CALLER"] = str(os.getpid())
    answer: object = student.pipeline(source, labour, consumers, maxsize)
    return answer


def ask(submission: Submission, scene: Scene, *args: object, **more: Any) -> Answer:
    """Play the scene in plain order; ends that nobody was told get their diagnosis."""
    with diagnosed(lambda finding: untold_end(submission, finding)):
        return submission.play(scene, *args, schedule=Schedule(), **more)


def untold_end(submission: Submission, finding: Finding) -> str | None:
    """The diagnosis of consumers of which only one has heard that there is no more."""
    if finding.verdict.value != "DEADLOCKED" or finding.diagnosis not in (None, "end-mark-missing"):
        return None
    evidence = submission.outcomes[-1][0].evidence
    words = [o.value[0] for o in evidence.observations if isinstance(o.value, list)]
    ended = [p for p in evidence.processes if p.kind.value == "process" and p.exitcode == 0]
    return "one-mark-for-many" if words.count("in") == words.count("out") and len(ended) > 1 else None


def ran_elsewhere(answer: Answer, count: int) -> None:
    """End the check unless the source was read once, by one process, and nothing was done in the caller."""
    caller = answer.caller
    calls = answer.told("in")
    if any(seen.pid == caller.pid for seen in calls):
        used_thread = caller.threads > 1
        fail(
            "work was called in the caller's own process" + (", in a thread." if used_thread else "."),
            "threads-instead" if used_thread else "no-real-process",
        )
    begun = answer.told("iterated")
    reads = begun + answer.told("taken", int)
    expect(
        all(seen.pid != caller.pid for seen in reads),
        "The source was read in the caller's own process.",
        "source-in-caller",
    )
    expect(len(begun) == 1, f"The source was to be iterated once; it was {len(begun)} times.", "wrong-value")
    expect(
        len(calls) == count,
        f"work was called {len(calls)} times for {count} items.",
        "status-trusted" if not calls else "wrong-value",
    )


def furthest_ahead(answer: Answer) -> tuple[int, int]:
    """How many items were at most taken and not done, and how many calls at most in progress."""
    return answer.most_at_once("taken", "out"), answer.most_at_once("in", "out")


def is_list(answer: Answer, right: list[Any], diagnosis: str = "wrong-value") -> None:
    """End the check unless the value is this list, types included."""
    value = answer.value
    expect(isinstance(value, list), f"The answer should be a list; it is {value!r}.", "wrong-type")
    shown = f"The results should be {right!r}; they are {value!r}."
    same = sorted(map(repr, value)) == sorted(map(repr, right)) if isinstance(value, list) else False
    expect(repr(value) == repr(right), shown, "completion-order" if same else diagnosis)
