"""run_all: results in task order, from processes, and `workers` tasks at once."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

from grader.scenario import meet, observe
from grader.suites.run_all.scenes import (
    ask,
    calls,
    in_processes,
    pretend,
    results_of,
    same,
)
from grader.testing import Answer, Submission, check, expect, fail, in_box, nobody_waits_for, scenario


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
def stays(number: int, seconds: float) -> int:
    """Take so long."""
    observe(["task", number])
    time.sleep(seconds)
    observe(["stayed", number])
    return number * 7 + 7


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
def timed(student: Any, seconds: list[float], workers: int) -> tuple[object, list[str]]:
    """The results of tasks that take so long."""
    return results_of(student, stays, list(enumerate(seconds)), workers)


@check(points=0.5, diagnosis="wrong-value", start_methods=("fork", "spawn"))
def test_results(submission: Submission) -> None:
    """Each task, also one of two that are equal, is called once, in a process other than the caller's."""
    numbers = submission.random.sample(range(2, 1000), 2 * submission.random.randint(5, 8))
    tasks = list(zip(numbers[::2], numbers[1::2], strict=True))
    tasks.append(tasks[0])
    answer = ask(submission, blended, tasks, 2)
    results = in_processes(answer, len(tasks))
    called = sorted(tuple(seen.value[1:]) for seen in answer.told("task", int, int))
    expect(called == sorted(tasks), f"The tasks are {sorted(tasks)!r}; the calls were {called!r}.")
    right = [[left + right, left * right] for left, right in tasks]
    shown = f"For the tasks {tasks!r} the results should be {right!r}; they are {results!r}."
    expect(same(results, right), shown)


@check(points=0.5, diagnosis="not-concurrent")
def test_all_at_once(submission: Submission) -> None:
    """With as many tasks as workers, all of them are in progress at once, in as many processes."""
    workers = 3
    answer = ask(submission, met, workers)
    results = in_processes(answer, workers)
    if not same(results, [[number, True] for number in range(workers)]):
        apart(answer, f"With {workers} tasks and workers={workers}, the tasks waited for each other in vain")
    pids = {seen.pid for seen in calls(answer)}
    expect(len(pids) == workers, f"The {workers} tasks ran in {len(pids)} processes.")


@check(points=0.5, diagnosis="held-up-by-one", needs=("test_all_at_once",))
def test_a_slow_task(submission: Submission) -> None:
    """A slow task holds up nobody: while one is waiting, all workers are at work."""
    workers = submission.random.choice([2, 3])
    count = 2 * workers + 1
    answer = ask(submission, timed, [600.0] + [0.0] * (count - 1), workers)
    results = in_processes(answer, count)
    shown = f"The first of {count} tasks took 600 s, with workers={workers}"
    nobody_waits_for(0, answer, left="stayed", what=shown)
    right = [number * 7 + 7 for number in range(count)]
    why = (
        "limit-for-end" if same([item for item in results if item in right[1:]], right[1:]) else "wrong-value"
    )
    expect(same(results, right), f"{shown}: the results should be {right!r}; they are {results!r}.", why)


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
    seconds = [float(count - number) for number in range(count)]
    results = in_processes(ask(submission, timed, seconds, count), count)
    right = [number * 7 + 7 for number in range(count)]
    whole = len(results) == count and all(results.count(value) == 1 for value in right)
    shown = f"The tasks finished last to first; the results should be {right!r} and are {results!r}."
    expect(results == right, shown, None if whole else "wrong-value")
