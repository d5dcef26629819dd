"""run_all: any result, never too many at once, an orderly end."""

from __future__ import annotations

import gc
import os
import signal
import time
import warnings
from collections.abc import Callable
from multiprocessing.pool import Pool
from multiprocessing.util import Finalize
from typing import Any

from grader.runner.stage import meet, observe
from grader.testing import Answer, Seen, Submission, check, expect, fail, in_box, is_about_pickling, scenario


@in_box
def give_back(number: int, value: object) -> object:
    """Return the value."""
    observe(["task", number])
    return value


@in_box
def crowd(number: int, parties: int) -> int:
    """Stay for a while, but no longer than until ``parties`` tasks are in here."""
    observe(["task", number])
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
    observe(["left"])


@in_box
def hooked(number: int, more: int) -> int:
    """Register the exit handler, once in each process."""
    observe(["task", number])
    if Hook.pid != os.getpid():
        Hook.pid = os.getpid()
        Finalize(None, leave_slowly, exitpriority=10)
    return number + more


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
def given_back(student: Any, values: list[object]) -> tuple[object, list[str]]:
    """The results of tasks that return these values."""
    return results_of(student, give_back, list(enumerate(values)), 2)


@scenario
def crowded(student: Any, count: int, workers: int) -> tuple[object, list[str], bool]:
    """The results of tasks that look for more than ``workers``, on a machine that claims more CPUs."""
    asked = pretend(count - 1)
    tasks = [(number, workers + 1) for number in range(count)]
    return (*results_of(student, crowd, tasks, workers), bool(asked))


@scenario
def hooked_tasks(student: Any, tasks: list[tuple[int, int]], workers: int) -> tuple[object, list[str]]:
    """The results of tasks that register an exit handler."""
    return results_of(student, hooked, tasks, workers)


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


@check(points=0.5, diagnosis="wrong-value")
def test_any_result(submission: Submission) -> None:
    """A result may be None, 0, an empty text or an empty list; no tasks give the empty list."""
    values: list[object] = [None, 0, "", [], False, submission.random.randrange(10**6)]
    submission.random.shuffle(values)
    results = in_processes(ask(submission, given_back, values), len(values))
    expect(same(results, values), f"The results should be {values!r}; they are {results!r}.")
    nothing = in_processes(ask(submission, given_back, []), 0)
    expect(nothing == [], f"No tasks give the empty list; the function returned {nothing!r}.")


@check(points=0.5, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """However many tasks there are, never more than `workers` of them are in progress at once."""
    workers, count = 2, 6
    answer = ask(submission, crowded, count, workers)
    in_processes(answer, count)
    inside = most = 0
    for seen in answer.seen:
        inside += (seen in calls(answer)) - (seen in calls(answer, "out"))
        most = max(most, inside)
    shown = f"With {count} tasks and workers={workers}, {most} tasks were in progress at the same moment"
    if most > workers and answer.value[2]:
        fail(f"{shown}: the number of CPUs was asked for, but workers counts.", "pool-size-ignored")
    expect(most <= workers, f"{shown}.")


@check(points=0.75, diagnosis="exit-handlers-skipped", start_methods=("fork", "forkserver"))
def test_exit_handlers(submission: Submission) -> None:
    """The pool's processes end by themselves, and the exit handlers registered in them run to their end."""
    numbers = submission.random.sample(range(2, 1000), 6)
    tasks = list(zip(numbers[::2], numbers[1::2], strict=True))
    answer = ask(submission, hooked_tasks, tasks, 2)
    results = in_processes(answer, len(tasks))
    right = [left + more for left, more in tasks]
    shown = f"For the tasks {tasks!r} the results should be {right!r}; they are {results!r}."
    expect(same(results, right), shown, "wrong-value")
    if not processes_left(answer):
        ended_well(answer)


def ended_well(answer: Answer) -> None:
    """End the check unless every process that ran a task came to the end of its exit handler."""
    through = {seen.pid for seen in calls(answer, "left")}
    for pid in {seen.pid for seen in calls(answer)}:
        process = answer.process(pid)
        code = process.exitcode if process is not None else None
        shown = f"Process {pid}, which had run a task,"
        if code is not None and code < 0:
            handler = "after" if pid in through else "before the end of"
            why = "never-closed" if dropped(answer) else "terminate-for-close"
            name = signal.strsignal(-code)
            fail(f"{shown} was ended by signal {-code} ({name}) {handler} its exit handler.", why)
        expect(pid in through, f"{shown} ended with code {code} before the end of its exit handler.")
