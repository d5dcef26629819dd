"""run_all: a function that reports its calls, and how an answer is read."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Callable
from multiprocessing.pool import Pool
from typing import Any

from grader.testing import Answer, Scene, Schedule, Seen, Submission, diagnosed, expect, fail, in_box


@in_box
def results_of(
    student: Any, func: Callable[..., object], tasks: list[Any], workers: int
) -> tuple[object, list[str]]:
    """The results, and in what state pools still exist; an open pool that was dropped says so on stderr."""
    warnings.simplefilter("always", ResourceWarning)
    results = student.run_all(func, tasks, workers)
    return results, [str(vars(x).get("_state")) for x in gc.get_objects() if issubclass(type(x), Pool)]


@in_box
def pretend(count: int) -> list[int]:
    """Let this machine say that it has ``count`` CPUs; the list that is returned grows when it is asked."""
    asked: list[int] = []

    def cpus() -> int:
        asked.append(count)
        return count

    def affinity(pid: int) -> set[int]:
        return set(range(cpus()))

    for name, fake in {"cpu_count": cpus, "process_cpu_count": cpus, "sched_getaffinity": affinity}.items():
        setattr(os, name, fake)
    return asked


def ask(submission: Submission, scene: Scene, *args: object) -> Answer:
    """Play the scene in plain order; give what goes wrong a diagnosis where the evidence tells which."""
    with diagnosed(lambda finding: finding.diagnosis or explained(str(finding), submission.start_method)):
        answer = submission.play(scene, *args, schedule=Schedule())
    states = answer.value[1]
    is_open = "RUN" in states or dropped(answer)
    if processes_left(answer) and (is_open or "CLOSE" in states):
        outcome, _ = submission.outcomes.pop()
        submission.outcomes.append((outcome, {"LEAKED": "never-closed" if is_open else "close-without-join"}))
    return answer


def dropped(answer: Answer) -> bool:
    """Whether an open pool went away."""
    return "unclosed running multiprocessing pool" in answer.stderr


def processes_left(answer: Answer) -> bool:
    """Whether a process was alive, or not waited for, when the function returned."""
    return any(leftover.kind.value in ("process", "zombie") for leftover in answer.outcome.evidence.leftovers)


def explained(message: str, start_method: str) -> str | None:
    """The misconception behind an exception, if its message tells."""
    if "Pool is still running" in message:
        return "join-before-close"
    if "required positional argument" in message:
        return "tuple-as-one-argument"
    unset = "'NoneType' object is not callable" in message or "is not defined" in message
    if unset and start_method != "fork":
        return "global-set-in-parent"
    return None


def calls(answer: Answer, word: str = "task") -> list[Seen]:
    """The observations that begin with this word."""
    return [seen for seen in answer.seen if type(seen.value) is list and seen.value[:1] == [word]]


def in_processes(answer: Answer, count: int) -> list[object]:
    """The results; ends the check unless it is a list and ``count`` calls were made, none in the caller."""
    caller = answer.caller
    if any(seen.pid == caller.pid for seen in answer.seen):
        shown = "A task ran in the calling process"
        if caller.threads > 1:
            fail(f"{shown}: a thread is not a process.", "threads-instead")
        fail(f"{shown}.", "no-real-process")
    results = answer.value[0]
    for item in results if type(results) is list else [results]:
        if getattr(item, "type_name", "") in ("ApplyResult", "MapResult", "Future"):
            fail(f"{item!r} was returned, and not asked for its result.", "get-never-called")
    expect(type(results) is list, f"A list was asked for; the function returned {results!r}.", "wrong-type")
    made = len(calls(answer))
    equal = "equal-is-not-same" if made == count - 1 else "wrong-value"  # two of the tasks are equal
    expect(made == count, f"For {count} tasks the function was called {made} times.", equal)
    return list(results)


def same(results: list[object], right: list[Any]) -> bool:
    """Whether the two lists hold the same, in any order: the order has a check of its own."""
    return sorted(map(repr, results)) == sorted(map(repr, right))
