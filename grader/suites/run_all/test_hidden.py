"""run_all: any result, never too many at once, an orderly end."""

from __future__ import annotations

import gc
import os
import time
import warnings
from multiprocessing.pool import Pool
from multiprocessing.util import Finalize
from typing import Any

from grader.runner.stage import meet, observe
from grader.testing import Answer, Submission, check, expect, fail, in_box, scenario


@in_box
def give_back(number: int, value: object) -> object:
    """Return the value."""
    observe(number)
    return value


@in_box
def crowd(number: int, parties: int) -> int:
    """Stay for a while, but no longer than until ``parties`` tasks are in here."""
    observe(["in", number])
    meet("crowd", parties, patience=0.15)
    observe(["out", number])
    return number


@in_box
class Hook:
    """In which process the exit handler has been registered."""

    pid = 0


@in_box
def leave_slowly() -> None:
    """An exit handler that takes its time; a signal sent meanwhile ends the process in it."""
    for _ in range(50):
        time.sleep(0.002)
    observe("left")


@in_box
def hooked(number: int, more: int) -> int:
    """Register the exit handler, once in each process."""
    observe(number)
    if Hook.pid != os.getpid():
        Hook.pid = os.getpid()
        Finalize(None, leave_slowly, exitpriority=10)
    return number + more


@in_box
def pools_left() -> list[str]:
    """What state the pools are in that still exist in this process."""
    return [str(getattr(thing, "_state", "")) for thing in gc.get_objects() if issubclass(type(thing), Pool)]


@scenario
def given_back(student: Any, values: list[object]) -> tuple[object, list[str]]:
    """The results of tasks that return these values."""
    return student.run_all(give_back, list(enumerate(values)), 2), pools_left()


@scenario
def crowded(student: Any, count: int, workers: int) -> tuple[object, list[str], bool]:
    """The results of tasks that look for more than ``workers``, on a machine that says that it has many CPUs."""
    asked: list[int] = []
    for name in ("cpu_count", "process_cpu_count"):
        setattr(os, name, lambda: asked.append(1) or count - 1)
    os.sched_getaffinity = lambda pid: asked.append(1) or set(range(count - 1))  # type: ignore[func-returns-value]
    results = student.run_all(crowd, [(number, workers + 1) for number in range(count)], workers)
    return results, pools_left(), bool(asked)


@scenario
def hooked_tasks(student: Any, tasks: list[tuple[int, int]], workers: int) -> tuple[object, list[str]]:
    """The results of tasks that register an exit handler; an open pool that is dropped says so."""
    warnings.simplefilter("always", ResourceWarning)
    return student.run_all(hooked, tasks, workers), pools_left()


def ask(submission: Submission, scene: Any, *args: object) -> Answer:
    """Play the scene; give what goes wrong in it a diagnosis where the evidence tells which."""
    try:
        answer = submission.play(scene, *args)
    except Exception as error:
        finding: Any = error
        finding.diagnosis = finding.diagnosis or explained(str(error), submission.start_method)
        raise
    states = answer.value[1]
    if processes_left(answer) and {"RUN", "CLOSE"} & set(states):
        outcome, _ = submission.outcomes.pop()
        blame = {"LEAKED": "never-closed" if "RUN" in states else "close-without-join"}
        submission.outcomes.append((outcome, blame))
    return answer


def processes_left(answer: Answer) -> bool:
    """Whether a process was alive, or not waited for, when the function returned."""
    return any(leftover.kind.value in ("process", "zombie") for leftover in answer.outcome.evidence.leftovers)


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


@check(points=0.5, diagnosis="wrong-value")
def test_any_result(submission: Submission) -> None:
    """A result may be None, 0, an empty text or an empty list; no tasks give the empty list."""
    values: list[object] = [None, 0, "", [], False, submission.random.randrange(10**6)]
    submission.random.shuffle(values)
    results = in_processes(ask(submission, given_back, values))
    expect(same(results, values), f"The results should be {values!r}; they are {results!r}.")
    nothing = in_processes(ask(submission, given_back, []))
    expect(nothing == [], f"No tasks give the empty list; the function returned {nothing!r}.")


@check(points=0.5, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """However many tasks there are, never more than `workers` of them are in progress at once."""
    workers, count = 2, 6
    answer = ask(submission, crowded, count, workers)
    in_processes(answer)
    inside: set[int] = set()
    most = 0
    for word, number in (seen.value for seen in answer.seen):
        if word == "in":
            inside.add(number)
        else:
            inside.discard(number)
        most = max(most, len(inside))
    shown = f"With {count} tasks and workers={workers}, {most} tasks were in progress at the same moment"
    if most > workers and answer.value[2]:
        fail(f"{shown}: the number of CPUs was looked up and used instead of workers.", "pool-size-ignored")
    expect(most <= workers, f"{shown}.")


@check(points=0.5, diagnosis="exit-handlers-skipped", start_methods=("fork", "forkserver", "spawn"))
def test_exit_handlers(submission: Submission) -> None:
    """The pool's processes end by themselves, and the exit handlers registered in them run to their end."""
    numbers = submission.random.sample(range(2, 1000), 6)
    tasks = list(zip(numbers[::2], numbers[1::2], strict=True))
    answer = ask(submission, hooked_tasks, tasks, 2)
    results = in_processes(answer)
    right = [left + more for left, more in tasks]
    shown = f"For the tasks {tasks!r} the results should be {right!r}; they are {results!r}."
    expect(same(results, right), shown, "wrong-value")
    if not processes_left(answer):
        ended_well(answer)


def ended_well(answer: Answer) -> None:
    """End the check unless every process that ran a task left through its exit handler, with code 0."""
    through = {seen.pid for seen in answer.seen if seen.value == "left"}
    dropped = "unclosed running multiprocessing pool" in answer.stderr
    for pid in {seen.pid for seen in answer.seen}:
        process = answer.process(pid)
        code = process.exitcode if process is not None else None
        shown = f"Process {pid}, which had run a task,"
        if code is not None and code < 0:
            handler = "after" if pid in through else "and did not come to the end of"
            why = "never-closed" if dropped else "terminate-for-close"
            fail(f"{shown} was ended by signal {-code} {handler} its exit handler.", why)
        expect(pid in through, f"{shown} ended with code {code} without coming to the end of its exit handler.")
        expect(code == 0, f"{shown} ended with code {code}, not 0.", "wrong-value")
