"""named_processes: a job that does what its arguments say, and what holds for every answer of run_named."""

from __future__ import annotations

import multiprocessing
import os
import sys
from typing import Any

from grader.scenario import act, in_caller, observe
from grader.testing import Answer, Schedule, Submission, expect, fail, in_box, scenario

NO_CODE = "exitcode is None while the process runs, and join() returns None in every case."
WORDS = ["mill", "oven", "press", "saw", "wheel"]
PAUSE = ["stay", 0.05]


@in_box
def job(steps: list[Any], *args: object, code: int, **kwargs: object) -> int:
    """Report name and arguments; do the steps; end with the code, or return something for 0."""
    observe(["in", multiprocessing.current_process().name, [*args], kwargs])
    if not in_caller():
        for step in steps:
            act(step)
            if step[0] == "signal":
                os.kill(os.getpid(), step[1])
        if code:
            sys.exit(code)
    return 7


@scenario
def ran(student: Any, jobs: list[tuple[str, list[Any], list[Any], dict[str, Any]]]) -> tuple[str, object]:
    """What came of jobs with these names, steps and arguments; two well-known ways to fail are told."""
    given = [(name, job, (steps, *args), kwargs) for name, steps, args, kwargs in jobs]
    try:
        codes = student.run_named(given)
    except Exception as error:
        text = str(error)
        if "pickle" in text or "local object" in text:
            return "not sent", text
        if isinstance(error, AssertionError) and "started process" in text:
            return "not started", text
        raise
    return "returned", dict(codes) if isinstance(codes, dict) else codes


def job_of(name: str, *steps: list[Any], code: int = 0) -> tuple[str, list[Any], list[Any], dict[str, Any]]:
    """A job that takes a moment, does these steps, and ends with this code."""
    return name, [PAUSE, *steps], [], {"code": code}


def exits(submission: Submission, jobs: list[Any], right: dict[str, int]) -> Answer:
    """The answer; ends the check unless each job ran in a process of its own, and these are the codes."""
    answer = submission.play(ran, jobs, schedule=Schedule())
    how, codes = answer.value
    expect(how != "not sent", f"The process could not be started: {codes}", "unpicklable-target")
    calls, misfit = answer.told("in", str, list, dict), "TypeError" in answer.stderr
    if any(seen.pid == answer.caller.pid for seen in calls):
        in_thread = "threads-instead" if answer.caller.threads > 1 else "no-real-process"
        shown = "A job ran in the caller's own process."
        fail(shown, "run-for-start" if how == "not started" else in_thread)
    expect(how == "returned", f"join() failed: {codes}. Was the process started?", "run-for-start")
    shown = f"The jobs end with {right!r}; the answer is {codes!r}"
    if not isinstance(codes, dict):
        fail(f"{shown}.", "wrong-type")
    expect(codes != {} or not calls, f"{shown}, although {len(calls)} jobs ran.", "set-in-child")
    expect(None not in codes.values(), f"{shown}. {NO_CODE}", "exitcode-before-join")
    expect(-15 not in codes.values(), f"{shown}: signal 15 is what terminate() sends.", "terminate-for-join")
    if len(calls) < len(jobs):
        unset = not calls and submission.start_method != "fork"
        why = "args-ignored" if misfit else "global-set-in-parent" if unset else "wrong-value"
        fail(f"{shown}. {len(calls)} of {len(jobs)} targets began.", why)
    wrong = {name: code for name, code in codes.items() if code != right.get(name)}
    for name, code in wrong.items():
        by_signal = right.get(name, 0) < 0 and code in (128 - right[name], -right[name])
        expect(not by_signal, f"{shown}: {name} was ended by a signal.", "signal-as-shell")
        failed = (name, code) == ("sys.exit()", 1) and codes.get("returns") == 0
        expect(not failed, f"{shown}: {name} is 0.", "system-exit-is-failure")
    text = "exit-code-not-int" if [*wrong] == ["sys.exit('text')"] else "wrong-value"
    expect(codes == right, f"{shown}: {wrong!r} are wrong or missing.", text)
    shown = f"{len(calls)} calls of a target were made for {len(jobs)} jobs."
    expect(len(calls) == len(jobs), shown, "wrong-value")
    pids = {seen.pid for seen in calls}
    expect(len(pids) == len(jobs), "Two jobs ran in the same process.", "no-real-process")
    return answer


def names(submission: Submission, count: int) -> list[str]:
    """Different names, fresh in every run."""
    return [f"{word} {submission.random.randrange(1000)}" for word in submission.random.sample(WORDS, count)]
