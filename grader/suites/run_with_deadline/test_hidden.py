"""run_with_deadline: what the word depends on, grace, SIGKILL, and the caller's surroundings."""

from __future__ import annotations

import signal
import threading
import time
from typing import Any

from grader.scenario import ENDING, RAISING, code_of, drawn
from grader.suites.run_with_deadline.scenes import (
    EARLIER,
    LATER,
    Given,
    ask,
    asked_in_time,
    end_as,
    ended_with,
    play,
    stay,
    tidy_up,
    well_formed,
)
from grader.testing import KILLS, Submission, check, expect, fail, scenario


@scenario
def ends_somehow(student: Any, ends: list[tuple[int | str, float]]) -> list[object]:
    """A process for each end, with an hour for each of the two limits."""
    return [ask(student, end_as, (how, seconds), Given.HOUR, Given.HOUR) for how, seconds in ends]


@scenario
def tidies_up(student: Any, deadline: float, codes: list[tuple[int, float]]) -> list[object]:
    """For each code a process that answers SIGTERM with it, with an hour of grace."""
    return [ask(student, tidy_up, (code, seconds), deadline, Given.HOUR) for code, seconds in codes]


@scenario
def stays(student: Any, deadline: float, grace: float) -> object:
    """A process that ignores SIGTERM."""
    return ask(student, stay, (), deadline, grace)


@scenario
def and_then(student: Any, code: int) -> tuple[object, list[str]]:
    """One call; the result, and what still runs in the caller afterwards."""
    threads = set(threading.enumerate())
    result = ask(student, end_as, (code, 0.0), Given.HOUR, Given.HOUR)
    patience = time.monotonic() + 2
    while (more := set(threading.enumerate()) - threads) and time.monotonic() < patience:
        time.sleep(0.1)
    left = [f"thread {thread.name}" for thread in more]
    if signal.getitimer(signal.ITIMER_REAL)[0] > 0:
        left.append("the timer of SIGALRM")
    return result, left


@check(points=0.5)
def test_word_is_not_the_exit_code(submission: Submission) -> None:
    """Whatever ends a process before the deadline, an exception or a signal of its own too: it is "done"."""
    first = ("an exception", "SIGTERM", "SIGKILL", "sys.exit()")
    more = [kind for kind in RAISING + ENDING if kind not in first]
    ends: list[tuple[int | str, float]] = [(submission.random.randrange(2, 99), 1.0)]
    ends += [(kind, 0.0) for kind in (*first, *drawn(submission.random, more))]
    answer = play(submission, ends_somehow, ends)
    expect(len(answer.value) == len(ends), "Not every process came to its end.", "wrong-value")
    for (how, _), result in zip(ends, answer.value, strict=False):
        code = code_of(how) if isinstance(how, str) else how
        word, number = well_formed(result)
        told = f"The process ended by itself with exit code {code}, in time; the answer was {result!r}."
        if number == code and word != "done":
            kind = "join-returns-none" if code > 0 else "label-from-exitcode"
            fail(told, "zero-is-false" if code == 0 else kind)
        if number == -signal.SIGTERM != code:
            fail(told + " It was sent SIGTERM.", "signal-too-early")
        expect((code, number) != (0, 1), f"The process called sys.exit(). {told}", "system-exit-is-failure")
        raw = number == (code << 8 if code > 0 else -code)
        text = "exit-code-not-int" if how == "sys.exit('text')" else "wrong-value"
        expect((word, number) == ("done", code), told, "raw-status" if raw else text)
        ended_with(answer, code)


@check(points=0.5)
def test_time_to_tidy_up(submission: Submission) -> None:
    """A process that answers SIGTERM within its grace, in its own way, is "terminated"."""
    codes = [(submission.random.randrange(2, 98), 1.0), (0, 0.0)]
    answer = play(submission, tidies_up, 0.5, codes)
    expect(len(answer.value) == len(codes), "Not every process came to its end.", "wrong-value")
    for (code, seconds), result in zip(codes, answer.value, strict=False):
        word, number = well_formed(result)
        told = (
            f"After SIGTERM the process takes {seconds:g} s to tidy up, then leaves with exit code {code}. "
            f"The grace was an hour; the answer was {result!r}."
        )
        if number == Given.CODE:
            message = f"The deadline was 0.5 s, but no SIGTERM came in {Given.LIFE:g} s: it left."
            fail(message, "no-deadline")
        if number == -signal.SIGKILL:
            fail(told, "no-grace" if word == "killed" else "kill-without-term")
        if number == code and word != "terminated":
            fail(told, "label-from-exitcode")
        raw = number == code << 8 and code > 0
        expect((word, number) == ("terminated", code), told, "raw-status" if raw else "wrong-value")
        ended_with(answer, code)


@check(points=0.5, start_methods=("fork", "spawn"))
def test_insists(submission: Submission) -> None:
    """A process that ignores SIGTERM gets SIGKILL after its grace: "killed"."""
    deadline, grace = 5.0, 5.0
    # SIGKILL acts late, after pauses of the caller: only a wait waits.
    answer = play(submission, stays, deadline, grace, hold=(KILLS,))
    word, code = well_formed(answer.value)
    told = f"The process ignores SIGTERM, and the grace was {grace:g} s; the answer was {answer.value!r}."
    if code == Given.CODE:
        fail(f"{told} No SIGKILL came in {Given.LIFE:g} s: it left by itself.", "no-deadline")
    expect(not (word == "terminated" and code == -signal.SIGKILL), told, "kill-without-term")
    expect(answer.value == ("killed", -9), told, "raw-status" if code == signal.SIGKILL else "wrong-value")
    message = (
        "SIGKILL was sent, but nobody waited for the process: it was still ending at the function's return."
    )
    expect(all(child.end is not None for child in answer.children), message, "no-wait")
    asked_in_time(answer, ended_with(answer, -signal.SIGKILL), deadline)


@check(points=0.5, diagnosis="rounded-limit")
def test_to_the_fraction(submission: Submission) -> None:
    """SIGTERM comes after `deadline` seconds, and SIGKILL `grace` seconds after that; neither is rounded."""
    deadline, grace = submission.random.choice((0.33, 0.37)), submission.random.choice((0.31, 0.32))
    answer = play(submission, stays, deadline, grace)
    told = f"The process ignores SIGTERM; the answer was {answer.value!r}."
    left = well_formed(answer.value)[1] == Given.CODE
    expect(not left, f"{told} It left by itself after {Given.LIFE:g} s.", "no-deadline")
    killed = ended_with(answer, -signal.SIGKILL)
    second = (killed.end or 0.0) - asked_in_time(answer, killed, deadline)
    told = f"SIGKILL came {second:.2f} s after SIGTERM; the grace was {grace} s."
    expect(second >= grace - EARLIER, told, "no-grace")
    expect(second <= grace + LATER, told)


@check(points=0.5)
def test_caller_keeps_its_own(submission: Submission) -> None:
    """No thread and no timer is left running in the caller."""
    code = submission.random.randrange(2, 99)
    answer = play(submission, and_then, code)
    result, left = answer.value
    number = well_formed(result)[1]
    told = f"The process ended with exit code {code}; the answer was {result!r}."
    expect(number == code, told, "raw-status" if number == code << 8 else "wrong-value")
    expect(not left, f"Still running after the return: {', '.join(left)}.", "thread-left")
    ended_with(answer, code)
