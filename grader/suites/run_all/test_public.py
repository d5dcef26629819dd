"""run_all: results in task order, from processes, and `workers` tasks at once."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Callable
from itertools import pairwise
from multiprocessing.pool import Pool
from typing import Any

from grader.runner.stage import all_asleep, meet, observe, signal_for, wait_for
from grader.testing import Answer, Seen, Submission, check, expect, fail, in_box, is_about_pickling, scenario


@in_box
def blend(left: int, right: int) -> list[int]:
    """Tell who calls; a value that only these two numbers give."""
    observe(["task", left, right])
    return [left + right, left * right]


@in_box
def meet_all(number: int, parties: int) -> list[object]:
    """Wait until ``parties`` tasks are in here at once."""
    observe(["task", number])
    return [number, meet("all", parties)]


@in_box
def last_first(number: int, count: int) -> int:
    """Finish only after the next task has; the last task finishes first."""
    observe(["task", number])
    if meet("all", count, patience=2.5) and number + 1 < count:
        wait_for(f"{number + 1}", patience=2.5)
        all_asleep()
    signal_for(f"{number}")
    return number * 7 + 7


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


@scenario
def blended(student: Any, tasks: list[tuple[int, int]], workers: int) -> tuple[object, list[str]]:
    """The results of ``blend``."""
    return results_of(student, blend, tasks, workers)


@scenario
def met(student: Any, workers: int) -> tuple[object, list[str], bool]:
    """The results of as many meeting tasks as processes, on a machine that says that it has one CPU."""
    asked = pretend(1)
    tasks = [(number, workers) for number in range(workers)]
    return (*results_of(student, meet_all, tasks, workers), bool(asked))


@scenario
def reversed_ends(student: Any, count: int) -> tuple[object, list[str]]:
    """The results of tasks that finish last to first."""
    return results_of(student, last_first, [(number, count) for number in range(count)], count)


def ask(submission: Submission, scene: Any, *args: object) -> Answer:
    """Play the scene; give what goes wrong in it a diagnosis where the evidence tells which."""
    try:
        answer = submission.play(scene, *args)
    except Exception as error:
        finding: Any = error
        if getattr(finding, "diagnosis", "") is None:
            finding.diagnosis = explained(str(error), submission.start_method)
        raise
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
    if is_about_pickling(message):
        return "unpicklable-target"
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
        shown = f"A task ran in the calling process, {caller.pid}"
        if caller.threads > 1:
            fail(f"{shown}: a thread is not a process.", "threads-instead")
        fail(f"{shown}.", "no-real-process")
    results = answer.value[0]
    for item in results if type(results) is list else [results]:
        if getattr(item, "type_name", "") in ("ApplyResult", "MapResult", "Future"):
            fail(f"{item!r} was returned, and not asked for its result.", "get-never-called")
    expect(type(results) is list, f"A list was asked for; the function returned {results!r}.", "wrong-type")
    made = len(calls(answer))
    expect(made == count, f"For {count} tasks the function was called {made} times.", "wrong-value")
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
    results = in_processes(answer, len(tasks))
    called = sorted(tuple(seen.value[1:]) for seen in calls(answer))
    expect(called == sorted(tasks), f"The tasks are {sorted(tasks)!r}; the calls were {called!r}.")
    right = [[left + right, left * right] for left, right in tasks]
    shown = f"For the tasks {tasks!r} the results should be {right!r}; they are {results!r}."
    expect(same(results, right), shown)


@check(points=1, diagnosis="not-concurrent")
def test_all_at_once(submission: Submission) -> None:
    """With as many tasks as workers, all of them are in progress at once, in as many processes."""
    workers = 3
    answer = ask(submission, met, workers)
    results = in_processes(answer, workers)
    if not same(results, [[number, True] for number in range(workers)]):
        apart(answer, f"With {workers} tasks and workers={workers}, the tasks waited for each other in vain")
    pids = {seen.pid for seen in calls(answer)}
    expect(len(pids) == workers, f"The {workers} tasks ran in {len(pids)} processes.")


def apart(answer: Answer, shown: str) -> None:
    """End the check; say why the tasks did not meet."""
    if answer.value[2]:
        fail(f"{shown}: the number of CPUs was asked for, but workers counts.", "pool-size-ignored")
    lives = [(child.begin, child.end or child.begin) for child in answer.children]
    if len(lives) > 1 and all(first[1] <= then[0] for first, then in pairwise(lives)):
        fail(f"{shown}: each process ended before the next one was started.", "start-join-in-loop")
    fail(f"{shown}: they were not in progress at once.")


@check(points=0.5, diagnosis="completion-order")
def test_finished_in_any_order(submission: Submission) -> None:
    """The results stand in the order of the tasks, also when the last task finishes first."""
    count = 3
    results = in_processes(ask(submission, reversed_ends, count), count)
    right = [number * 7 + 7 for number in range(count)]
    whole = len(results) == count and all(results.count(value) == 1 for value in right)
    shown = f"The tasks finished last to first; the results should be {right!r} and are {results!r}."
    expect(results == right, shown, None if whole else "wrong-value")
