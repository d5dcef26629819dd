"""run_all: any result, never too many at once, an orderly end."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.util import Finalize
from typing import Any

from grader.scenario import observe
from grader.suites.run_all.scenes import (
    ask,
    calls,
    dropped,
    in_processes,
    pretend,
    processes_left,
    results_of,
    same,
)
from grader.testing import Answer, Submission, check, expect, fail, in_box, scenario


@in_box
def give_back(number: int, value: object) -> object:
    """Return the value."""
    observe(["task", number])
    return value


@in_box
def crowd(number: int, seconds: float) -> int:
    """Stay until nobody else can begin."""
    observe(["task", number])
    time.sleep(seconds)
    observe(["out", number])
    return number


@in_box
class Hook:
    """In which process the exit handler has been registered."""

    pid = 0


@in_box
def leave_slowly() -> None:
    """An exit handler that takes its time; a signal sent meanwhile ends the process in it."""
    time.sleep(0.1)
    observe(["left"])


@in_box
def hooked(number: int, more: int) -> int:
    """Register the exit handler, once in each process."""
    observe(["task", number])
    if Hook.pid != os.getpid():
        Hook.pid = os.getpid()
        Finalize(None, leave_slowly, exitpriority=10)
    return number + more


@scenario
def given_back(student: Any, values: list[object]) -> tuple[object, list[str]]:
    """The results of tasks that return these values."""
    return results_of(student, give_back, list(enumerate(values)), 2)


@scenario
def crowded(student: Any, count: int, workers: int) -> tuple[object, list[str], bool]:
    """The results of tasks that stay, on a machine that claims more CPUs."""
    asked = pretend(count - 1)
    return (*results_of(student, crowd, [(number, 1.0) for number in range(count)], workers), bool(asked))


@scenario
def hooked_tasks(student: Any, tasks: list[tuple[int, int]], workers: int) -> tuple[object, list[str]]:
    """The results of tasks that register an exit handler."""
    return results_of(student, hooked, tasks, workers)


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
    most = answer.most_at_once("task", "out")
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
