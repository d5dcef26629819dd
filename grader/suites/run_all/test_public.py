"""run_all: results in task order, from processes, and `workers` tasks at once."""

from __future__ import annotations

import gc
import os
import time
from itertools import pairwise
from multiprocessing.pool import Pool
from typing import Any

from grader.runner.stage import meet, observe, signal_for, wait_for
from grader.testing import Answer, Submission, check, expect, fail, in_box, scenario


@in_box
def blend(left: int, right: int) -> list[int]:
    """Tell who calls; a value that only these two numbers give."""
    observe([left, right])
    return [left + right, left * right]


@in_box
def meet_all(number: int, parties: int) -> list[object]:
    """Wait until ``parties`` tasks are in here at once."""
    observe([number, parties])
    return [number, meet("all", parties)]


@in_box
def last_first(number: int, count: int) -> int:
    """Finish only after the next task has; the last task finishes first."""
    observe(number)
    if meet("all", count, patience=2.5) and number + 1 < count:
        wait_for(f"{number + 1}", patience=2.5)
        time.sleep(0.01)
    signal_for(f"{number}")
    return number * 7


@in_box
def pools_left() -> list[str]:
    """What state the pools are in that still exist in this process."""
    return [str(getattr(thing, "_state", "")) for thing in gc.get_objects() if issubclass(type(thing), Pool)]


@scenario
def blended(student: Any, tasks: list[tuple[int, int]], workers: int) -> tuple[object, list[str]]:
    """The results of ``blend``."""
    return student.run_all(blend, tasks, workers), pools_left()


@scenario
def met(student: Any, workers: int) -> tuple[object, list[str], bool]:
    """The results of as many meeting tasks as processes, on a machine that says that it has one CPU."""
    asked: list[int] = []
    for name in ("cpu_count", "process_cpu_count"):
        setattr(os, name, lambda: asked.append(1) or 1)
    os.sched_getaffinity = lambda pid: asked.append(1) or {0}  # type: ignore[func-returns-value]
    results = student.run_all(meet_all, [(number, workers) for number in range(workers)], workers)
    return results, pools_left(), bool(asked)


@scenario
def reversed_ends(student: Any, count: int) -> tuple[object, list[str]]:
    """The results of tasks that finish last to first."""
    return student.run_all(last_first, [(number, count) for number in range(count)], count), pools_left()


def ask(submission: Submission, scene: Any, *args: object) -> Answer:
    """Play the scene; give what goes wrong in it a diagnosis where the evidence tells which."""
    try:
        answer = submission.play(scene, *args)
    except Exception as error:
        finding: Any = error
        finding.diagnosis = finding.diagnosis or explained(str(error), submission.start_method)
        raise
    kinds = {leftover.kind.value for leftover in answer.outcome.evidence.leftovers}
    states = answer.value[1]
    if kinds & {"process", "zombie"} and {"RUN", "CLOSE"} & set(states):
        outcome, _ = submission.outcomes.pop()
        blame = {"LEAKED": "never-closed" if "RUN" in states else "close-without-join"}
        submission.outcomes.append((outcome, blame))
    return answer


def explained(message: str, start_method: str) -> str | None:
    """The misconception behind an exception, if its message tells."""
    if "Pool is still running" in message:
        return "join-before-close"
    if "required positional argument" in message:
        return "tuple-as-one-argument"
    if "pickle" in message:
        return "unpicklable-target"
    unset = "'NoneType' object is not callable" in message or "is not defined" in message
    if unset and start_method != "fork":
        return "global-set-in-parent"
    return None


def in_processes(answer: Answer) -> list[object]:
    """The results; ends the check if a task ran in the caller, or the results are no list."""
    caller = answer.caller
    if any(seen.pid == caller.pid for seen in answer.seen):
        shown = f"A task ran in the calling process, {caller.pid}"
        if caller.threads > 1:
            fail(f"{shown}: a thread is not a process.", "threads-instead")
        fail(f"{shown}.", "no-real-process")
    results = answer.value[0]
    expect(type(results) is list, f"A list was asked for; the function returned {results!r}.", "wrong-type")
    promises = [x for x in results if getattr(x, "type_name", "") in ("ApplyResult", "AsyncResult", "Future")]
    if promises:
        fail(f"The list holds {promises[0]!r}, which has not been asked for its result.", "get-never-called")
    return list(results)


def same(results: list[object], right: list[Any]) -> bool:
    """Whether the two lists hold the same, in any order: the order has a check of its own."""
    return sorted(map(repr, results)) == sorted(map(repr, right))


@check(points=0.5, diagnosis="wrong-value", start_methods=("fork", "spawn"))
def test_results(submission: Submission) -> None:
    """Each task is called once, in a process other than the caller's, and its result is in the list."""
    numbers = submission.random.sample(range(2, 1000), 2 * submission.random.randint(5, 8))
    tasks = list(zip(numbers[::2], numbers[1::2], strict=True))
    answer = ask(submission, blended, tasks, 2)
    results = in_processes(answer)
    called = sorted(tuple(seen.value) for seen in answer.seen)
    expect(called == sorted(tasks), f"There are {len(tasks)} tasks, and {len(called)} calls were made.")
    right = [[left + right, left * right] for left, right in tasks]
    shown = f"For the tasks {tasks!r} the results should be {right!r}; they are {results!r}."
    expect(same(results, right), shown)


@check(points=1, diagnosis="not-concurrent")
def test_all_at_once(submission: Submission) -> None:
    """With as many tasks as workers, all of them are in progress at once, in as many processes."""
    workers = 3
    answer = ask(submission, met, workers)
    results = in_processes(answer)
    if not same(results, [[number, True] for number in range(workers)]):
        apart(answer, f"With {workers} tasks and workers={workers}, the tasks waited for each other in vain")
    pids = {seen.pid for seen in answer.seen}
    expect(len(pids) == workers, f"The {workers} tasks ran in {len(pids)} processes.")


def apart(answer: Answer, shown: str) -> None:
    """End the check; say why the tasks did not meet."""
    if answer.value[2]:
        fail(f"{shown}: the number of CPUs was looked up and used instead of workers.", "pool-size-ignored")
    lives = [(child.begin, child.end or child.begin) for child in answer.children]
    if len(lives) > 1 and all(first[1] <= then[0] for first, then in pairwise(lives)):
        fail(f"{shown}: each process ended before the next one was started.", "start-join-in-loop")
    fail(f"{shown}: they were not in progress at once.")


@check(points=0.5, diagnosis="completion-order")
def test_finished_in_any_order(submission: Submission) -> None:
    """The results stand in the order of the tasks, also when the last task finishes first."""
    count = 3
    results = in_processes(ask(submission, reversed_ends, count))
    right = [number * 7 for number in range(count)]
    whole = len(results) == count and all(results.count(value) == 1 for value in right)
    shown = f"The tasks finished last to first; the results should be {right!r} and are {results!r}."
    expect(results == right, shown, None if whole else "wrong-value")
