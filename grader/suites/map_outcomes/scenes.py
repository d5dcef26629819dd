"""map_outcomes: functions that end in many ways, and how an answer is read."""

from __future__ import annotations

import os
import time
from typing import Any

from grader.scenario import fall, meet, observe
from grader.testing import Answer, Scene, Schedule, Submission, expect, fail, in_box

#: What becomes of a call whose process was ended by what it raised.
HANGS = {"DEADLOCKED": "except-exception", "TIMED_OUT": "except-exception", "CRASHED": "except-exception"}


@in_box
def called(item: Any) -> bool:
    """Report the call; whether it is in another process than the caller's."""
    observe(["called"])
    return os.environ["CALLER"] != str(os.getpid())


@in_box
def act(item: Any) -> Any:
    """Do what the item says."""
    if not called(item):
        return item
    match item:
        case ["raise", kind]:
            raise {"ValueError": ValueError, "KeyError": KeyError, "OSError": OSError}[kind](kind)
        case ["fall", kind]:
            fall(kind)
        case ["meet", parties]:
            return meet("all", parties)
        case ["stay", number, seconds]:
            time.sleep(seconds)
            observe(["stayed", number])
            return number
        case ["outcome", kind, text]:
            return (kind, text)
    return item


@in_box
def outcomes_of(student: Any, items: list[Any], workers: int) -> object:
    """Call map_outcomes; the answer as it is."""
    os.environ["CALLER"] = str(os.getpid())
    answer: object = student.map_outcomes(act, items, workers)
    return answer


def ran_elsewhere(answer: Answer, count: int) -> None:
    """End the check unless so many calls were made, all in other processes."""
    calls = answer.told("called")
    if any(seen.pid == answer.caller.pid for seen in calls):
        used_thread = answer.caller.threads > 1 and not answer.children
        fail(
            "func ran in the caller's own process" + (", in a thread." if used_thread else "."),
            "threads-instead" if used_thread else "no-real-process",
        )
    if not calls and isinstance(answer.value, list) and len(answer.value) == count:
        names = {
            str(outcome[1]) for outcome in answer.value if isinstance(outcome, tuple) and len(outcome) == 2
        }
        if names in ({"TypeError"}, {"NameError"}, {"AttributeError"}):
            fail(
                f"func was called for none of {count} items; the answer is {answer.value!r}.",
                "global-set-in-parent",
            )
    equal = "equal-is-not-same" if len(calls) == count - 1 else "wrong-value"  # two of the items are equal
    expect(len(calls) == count, f"func was called {len(calls)} times for {count} items.", equal)


def has_outcomes(answer: Answer, value: object, right: list[tuple[str, object]], diagnosis: str) -> None:
    """End the check unless these are the outcomes."""
    shown = f"The outcomes should be {right!r}; they are {value!r}."
    expect(isinstance(value, list), shown, "wrong-type")
    if isinstance(value, list) and value != right and sorted(map(repr, value)) == sorted(map(repr, right)):
        fail(shown, "completion-order")
    expect(value == right, shown, diagnosis)


def fallen(
    submission: Submission, scene: Scene, kinds: list[str], number: int, blame: dict[str, str]
) -> Answer:
    """The answer for items that raise these kinds, and one that does not, from one process."""
    items: list[Any] = [*(["fall", kind] for kind in kinds), number]
    answer = submission.play(scene, items, 1, blame=blame, schedule=Schedule())
    ran_elsewhere(answer, len(items))
    return answer
