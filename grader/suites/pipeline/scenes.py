"""pipeline: sources that tell who reads them, work that stays, and how an answer is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from grader.runner.hurry import cut_short, slow_queues
from grader.runner.raises import fall
from grader.runner.stage import all_asleep, end_late, meet, observe, settle, signal_for, wait_for
from grader.testing import Answer, Submission, expect, fail, in_box


@in_box
class Source:
    """Items that are made while they are iterated; tells who does, and how far."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def __iter__(self) -> Iterator[Any]:
        return taken(self.items)


@in_box
def taken(items: list[Any]) -> Iterator[Any]:
    """The items, one by one; in another process than the caller's the first one takes its time."""
    observe(["iterated"])
    if os.environ["CALLER"] != str(os.getpid()):
        end_late()
        all_asleep()
    for number, item in enumerate(items):
        observe(["taken", number])
        yield item


@in_box
def labour(item: Any) -> Any:
    """Report the call, do what the item says, report that it is over."""
    observe(["in"])
    result = item
    if os.environ["CALLER"] != str(os.getpid()):
        end_late()
        match item:
            case ["meet", parties]:
                result = meet("all", parties, patience=3.0)
            case ["stay", number]:
                settle()
                result = number
            case ["turn", number, last]:
                if number < last:
                    wait_for(f"{number + 1}", patience=2.0)
                    all_asleep()
                signal_for(f"{number}")
                result = number * 3
            case ["fall", kind]:
                observe(["out"])
                fall(kind)
            case ["large", size]:
                result = "x" * size
            case ["double", number, *calm]:
                if calm:
                    all_asleep()
                result = 2 * number
    observe(["out"])
    return result


@in_box
def piped(student: Any, source: Any, consumers: int, maxsize: int) -> object:
    """Call pipeline; the answer as it is."""
    cut_short(5.0)
    slow_queues()
    answer: object = student.pipeline(source, labour, consumers, maxsize)
    return answer


def ask(submission: Submission, scene: Any, *args: object, **more: Any) -> Answer:
    """Play the scene; pickling, and ends that nobody was told, get their diagnoses."""
    try:
        return submission.play(scene, *args, **more)
    except Exception as error:
        finding: Any = error
        verdict = getattr(finding, "verdict", None)
        if (
            verdict is not None
            and verdict.value == "DEADLOCKED"
            and finding.diagnosis in (None, "end-mark-missing")
        ):
            evidence = submission.outcomes[-1][0].evidence
            words = [o.value[0] for o in evidence.observations if isinstance(o.value, list)]
            ended = [p for p in evidence.processes if p.kind.value == "process" and p.exitcode == 0]
            if words.count("in") == words.count("out") and len(ended) > 1:
                finding.diagnosis = "one-mark-for-many"
        raise


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


def is_list(value: object, right: list[Any], diagnosis: str) -> None:
    """End the check unless the value is this list, types included."""
    expect(isinstance(value, list), f"The answer should be a list; it is {value!r}.", "wrong-type")
    shown = f"The results should be {right!r}; they are {value!r}."
    same = sorted(map(repr, value)) == sorted(map(repr, right)) if isinstance(value, list) else False
    expect(repr(value) == repr(right), shown, "completion-order" if same else diagnosis)
