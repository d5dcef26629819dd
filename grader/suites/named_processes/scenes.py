"""named_processes: jobs that take long, and calls that fail in well-known ways."""

from __future__ import annotations

import os
import time
from typing import Any

from grader.testing import Answer, Submission, expect, fail, in_box

NO_CODE = "exitcode is None while the process runs, and join() returns None in every case."
WORDS = ["mill", "oven", "press", "saw", "wheel"]


@in_box
def hold() -> None:
    """Stay for a moment, or for as long as the environment says, by the request's own clock."""
    time.sleep(float(os.environ.get("HOLD", "0.05")))


@in_box
def attempt(student: Any, jobs: list[Any]) -> tuple[str, object]:
    """Call run_named; tell two well-known ways to fail in it from others, which go on."""
    try:
        codes = student.run_named(jobs)
    except Exception as error:
        if "pickle" in str(error) or "local object" in str(error):
            return "not sent", str(error)
        if isinstance(error, AssertionError) and "started process" in str(error):
            return "not started", str(error)
        raise
    return "returned", dict(codes) if isinstance(codes, dict) else codes


def codes_of(answer: Answer, jobs: int) -> dict[str, object]:
    """The exit codes that run_named answered; ends the check if something else went wrong first."""
    how, codes, *_ = answer.value
    if how == "not sent":
        fail(f"The process could not be started: {codes}", "unpicklable-target")
    if any(seen.pid == answer.caller.pid for seen in answer.seen):
        if how == "not started":
            fail(f"A job ran in the caller's own process, and then: {codes}", "run-for-start")
        kind = "threads-instead" if answer.caller.threads > 1 else "no-real-process"
        fail("A job ran in the caller's own process.", kind)
    expect(how == "returned", f"join() failed: {codes}. Was the process started?", "run-for-start")
    shown = f"{jobs} jobs were given; the answer is {codes!r}"
    expect(isinstance(codes, dict), f"{shown}.", "wrong-type")
    pids = {seen.pid for seen in answer.seen}
    expect(codes != {} or not pids, f"{shown}, although {len(pids)} processes ran.", "set-in-child")
    expect(None not in codes.values(), f"{shown}. {NO_CODE}", "exitcode-before-join")
    expect(-15 not in codes.values(), f"{shown}: signal 15 is what terminate() sends.", "terminate-for-join")
    if len(answer.seen) < jobs and "TypeError" in answer.stderr:
        fail(f"{len(answer.seen)} of {jobs} targets began; the arguments did not fit.", "args-ignored")
    begun = f"{len(answer.seen)} calls of a target were seen for {jobs} jobs."
    expect(len(answer.seen) == jobs, begun, "wrong-value")
    return dict(codes)


def names(submission: Submission, count: int) -> list[str]:
    """Different names, fresh in every run."""
    return [f"{word} {submission.random.randrange(1000)}" for word in submission.random.sample(WORDS, count)]
