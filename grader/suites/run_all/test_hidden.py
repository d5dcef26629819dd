"""run_all: any result, never too many at once, an orderly end."""

from __future__ import annotations

import signal

from grader.scenario import odd_values
from grader.suites.run_all.scenes import ask, dropped, processes_left, right_results
from grader.testing import Answer, Submission, check, expect, fail


@check(points=0.5, diagnosis="wrong-value")
def test_any_result(submission: Submission) -> None:
    """A result may be None, 0, an empty text or an empty list; no tasks give the empty list."""
    tasks = [("give", number, value) for number, value in enumerate(odd_values(submission.random))]
    for given in (tasks, []):
        right_results(ask(submission, given, 2), given)


@check(points=0.5, diagnosis="too-many-at-once")
def test_never_more(submission: Submission) -> None:
    """However many tasks there are, never more than `workers` of them are in progress at once."""
    workers, tasks = 2, [("stay", 1.0, number) for number in range(6)]
    answer = ask(submission, tasks, workers, cpus=len(tasks) - 1)
    right_results(answer, tasks)
    most = answer.most_at_once("in", "out")
    shown = f"With {len(tasks)} tasks and workers={workers}, {most} tasks were in progress at once"
    if most > workers and answer.value[2]:
        fail(f"{shown}: the number of CPUs was asked for, but workers counts.", "pool-size-ignored")
    expect(most <= workers, f"{shown}.")


@check(points=0.75, diagnosis="exit-handlers-skipped", start_methods=("fork", "forkserver"))
def test_exit_handlers(submission: Submission) -> None:
    """The pool's processes end by themselves, and the exit handlers registered in them run to their end."""
    tasks = [("hook", 0, number) for number in submission.random.sample(range(2, 1000), 3)]
    answer = ask(submission, tasks, 2)
    right_results(answer, tasks)
    if not processes_left(answer):
        ended_well(answer)


def ended_well(answer: Answer) -> None:
    """End the check unless every process that ran a task came to the end of its exit handler."""
    through = {seen.pid for seen in answer.told("left")}
    for pid in {seen.pid for seen in answer.told("in", object)}:
        process = answer.process(pid)
        code = process.exitcode if process is not None else None
        shown = f"Process {pid}, which had run a task,"
        if code is not None and code < 0:
            handler = "after" if pid in through else "before the end of"
            why = "never-closed" if dropped(answer) else "terminate-for-close"
            name = signal.strsignal(-code)
            fail(f"{shown} was ended by signal {-code} ({name}) {handler} its exit handler.", why)
        expect(pid in through, f"{shown} ended with code {code} before the end of its exit handler.")
