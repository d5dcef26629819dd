"""run_with_deadline: a process that ends by itself, and one that has to be asked."""

from __future__ import annotations

import signal
from typing import Any

from grader.suites.run_with_deadline.scenes import (
    Given,
    ask,
    asked_in_time,
    ended_with,
    leave,
    play,
    terms,
    tidy_up,
    well_formed,
)
from grader.testing import Submission, check, expect, fail, scenario


@scenario
def leaves(student: Any, codes: list[int]) -> list[object]:
    """A process for each code, with an hour for each of the two limits."""
    return [ask(student, leave, (code,), Given.HOUR, Given.HOUR) for code in codes]


@scenario
def overstays(student: Any, deadline: float) -> object:
    """A process that ends only when it is asked, and takes a moment for it."""
    return ask(student, tidy_up, (-15, 0.1), deadline, Given.HOUR)


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_ends_by_itself(submission: Submission) -> None:
    """A process that ends before the deadline is "done", with its exit code, and the answer comes at once."""
    codes = [submission.random.randrange(2, 99), 0]
    answer = play(submission, leaves, codes)
    given = [seen.value[1] for seen in answer.told("given", int)]
    expect(
        not given, f"args holds two arguments; the target was called with {sum(given[:1])}.", "args-ignored"
    )
    expect(len(answer.value) == len(codes), "Not every process came to its end.", "wrong-value")
    for code, result in zip(codes, answer.value, strict=False):
        calls = [seen for seen in answer.told("in", int) if seen.value[1] == code]
        ran = [process for seen in calls if (process := answer.process(seen.pid))]
        message = f"The target was called {len(ran)} times in a process of its own; once was asked for."
        expect(len(ran) == 1, message, "no-real-process")
        message = "The process was sent SIGTERM although its deadline was an hour away."
        expect(ran[0].pid not in terms(answer), message, "signal-too-early")
        word, number = well_formed(result)
        told = f"The process ended by itself with exit code {code}, in time; the answer was {result!r}."
        if number == code and word != "done":
            first_is_right = answer.value[0] == ("done", codes[0])
            fail(told, "zero-is-false" if code == 0 and first_is_right else "join-returns-none")
        diagnosis = "raw-status" if number == code << 8 else "wrong-value"
        expect((word, number) == ("done", code), told, diagnosis)


@check(points=0.5, start_methods=("fork", "forkserver", "spawn"))
def test_asked_to_end(submission: Submission) -> None:
    """A process that runs past its deadline gets SIGTERM, not before, and time to react: "terminated"."""
    deadline = 1.0
    answer = play(submission, overstays, deadline)
    word, code = well_formed(answer.value)
    told = (
        f"The process ran on after {deadline:g} s and had an hour of grace; the answer was {answer.value!r}."
    )
    if code == Given.CODE:
        message = f"The deadline was {deadline:g} s, but no SIGTERM came in {Given.LIFE:g} s: it left."
        fail(message, "no-deadline")
    expect(word != "killed", told + " It needs 0.1 s to react to SIGTERM.", "no-grace")
    message = told + " It never had the chance to react to SIGTERM."
    expect(code != -signal.SIGKILL, message, "kill-without-term")
    right = answer.value == ("terminated", -15)
    expect(right, told, "raw-status" if code == signal.SIGTERM else "wrong-value")
    asked_in_time(answer, ended_with(answer, -signal.SIGTERM), deadline)
