"""run_with_deadline: what the word depends on, grace, SIGKILL, and the caller's surroundings."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from multiprocessing import resource_tracker
from typing import Any

from grader.runner.kills import slow_kills
from grader.runner.raises import ENDING, RAISING, code_of, drawn, fall
from grader.runner.stage import observe
from grader.suites.run_with_deadline.scenes import ask, at_home, elsewhere, well_formed
from grader.testing import Answer, Schedule, Submission, check, expect, fail, in_box, scenario


@in_box
def end_as(caller: int, how: int | str, seconds: float) -> None:
    """End by itself after some time: with an exit code, or in one of the table's ways."""
    if at_home(caller):
        return
    time.sleep(seconds)
    if isinstance(how, str):
        fall(how)
    sys.exit(how)


@in_box
def tidy_up(caller: int, code: int, seconds: float, life: float) -> None:
    """Run on; when SIGTERM comes, tidy up for some seconds and leave with ``code``; 99 if it never comes."""
    if at_home(caller):
        return
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: asked.append(number))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    end = time.monotonic() + life
    while not asked:
        if time.monotonic() > end:
            sys.exit(99)
        time.sleep(0.005)
    time.sleep(seconds)
    sys.exit(code)


@in_box
def stay(caller: int, life: float) -> None:
    """Ignore SIGTERM; leave with 99 if nothing else comes."""
    if at_home(caller):
        return
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    end = time.monotonic() + life
    while (left := end - time.monotonic()) > 0:
        time.sleep(left)
    sys.exit(99)


@scenario
def ends_somehow(student: Any, ends: list[tuple[int | str, float]]) -> list[object]:
    """A process for each end, with an hour for each of the two limits."""
    return [ask(student, end_as, (os.getpid(), how, seconds), (3600.0, 3600.0)) for how, seconds in ends]


@scenario
def tidies_up(student: Any, deadline: float, codes: list[tuple[int, float]], life: float) -> list[object]:
    """For each code a process that answers SIGTERM with it, with an hour of grace; ends at the first 99.

    SIGTERM is blocked here, and so in the process from its birth on: however slowly it starts,
    a signal waits until the target is ready for it. (Starting the tracker unblocks it: so first.)
    """
    resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    results: list[object] = []
    for code, seconds in codes:
        result = ask(student, tidy_up, (os.getpid(), code, seconds, life), (deadline, 3600.0))
        results.append(result)
        if isinstance(result, tuple) and 99 in result:
            break
    return results


@scenario
def stays(student: Any, deadline: float, grace: float, life: float) -> object:
    """A process that ignores SIGTERM, by inheritance from its birth on; SIGKILL ends it a little later."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    mark = os.fork()
    if mark == 0:
        os._exit(0)
    os.waitpid(mark, 0)
    with slow_kills(student.module, lambda: observe(["sent"])):
        return ask(student, stay, (os.getpid(), life), (deadline, grace))


@scenario
def stays_by_the_clock(student: Any, deadline: float, grace: float) -> object:
    """The same; the clock is the judge's, so nothing takes time but waits."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return ask(student, stay, (os.getpid(), 60.0), (deadline, grace))


@scenario
def and_then(student: Any, code: int) -> tuple[object, list[str]]:
    """One call; the result, and what still runs in the caller afterwards."""
    threads = set(threading.enumerate())
    result = ask(student, end_as, (os.getpid(), code, 0.0), (3600.0, 3600.0))
    patience = time.monotonic() + 2
    while (more := set(threading.enumerate()) - threads) and time.monotonic() < patience:
        time.sleep(0.005)
    left = [f"thread {thread.name}" for thread in more]
    if signal.getitimer(signal.ITIMER_REAL)[0] > 0:
        left.append("the timer of SIGALRM")
    return result, left


LATE = {"TIMED_OUT": "late-return"}
LIFE = 4.0
#: How much later than asked a signal may come, in virtual seconds: some look every 50 ms.
LATER = 0.06


def really_ended(answer: Answer, code: int) -> None:
    """End the check unless the kernel saw a process of the call end with this code."""
    really = any(process.exitcode == code for process in answer.children)
    expect(really, f"No process ended with exit code {code}, whatever the answer says.", "no-real-process")


@check(points=0.5)
def test_word_is_not_the_exit_code(submission: Submission) -> None:
    """Whatever ends a process before the deadline, an exception or a signal of its own too: it is "done"."""
    first = ("an exception", "SIGTERM", "SIGKILL", "sys.exit()")
    more = [kind for kind in RAISING + ENDING if kind not in first]
    ends: list[tuple[int | str, float]] = [(submission.random.randrange(2, 99), 0.1)]
    ends += [(kind, 0.0) for kind in (*first, *drawn(submission.random, more))]
    answer = submission.play(ends_somehow, ends, blame=LATE)
    elsewhere(answer, answer.value)
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
        expect((word, number) == ("done", code), told, "raw-status" if raw else "wrong-value")
        really_ended(answer, code)


@check(points=0.5)
def test_time_to_tidy_up(submission: Submission) -> None:
    """A process that answers SIGTERM within its grace, in its own way, is "terminated"."""
    codes = [(submission.random.randrange(2, 99), 0.1), (0, 0.0)]
    answer = submission.play(tidies_up, 0.05, codes, LIFE, blame=LATE)
    elsewhere(answer, answer.value)
    for (code, seconds), result in zip(codes, answer.value, strict=False):
        word, number = well_formed(result)
        told = (
            f"After SIGTERM the process takes {seconds:g} s to tidy up, then leaves with exit code {code}. "
            f"The grace was an hour; the answer was {result!r}."
        )
        if number == 99:
            fail(
                f"The deadline was 0.05 s, but no SIGTERM came in {LIFE:g} s: the process left by itself.",
                "no-deadline",
            )
        if number == -signal.SIGKILL:
            fail(told, "no-grace" if word == "killed" else "kill-without-term")
        if number == code and word != "terminated":
            fail(told, "label-from-exitcode")
        raw = number == code << 8 and code > 0
        expect((word, number) == ("terminated", code), told, "raw-status" if raw else "wrong-value")
        really_ended(answer, code)
    expect(len(answer.value) == len(codes), "Not every process came to its end.", "wrong-value")


@check(points=0.5, start_methods=("fork", "spawn"))
def test_insists(submission: Submission) -> None:
    """A process that ignores SIGTERM gets SIGKILL after its grace: "killed"."""
    # Whether SIGTERM came first is for test_to_the_fraction: here who gets no CPU dies before it hears.
    deadline, grace = 0.05, 0.05
    answer = submission.play(stays, deadline, grace, LIFE, blame=LATE)
    result = answer.value
    elsewhere(answer, [result])
    expect(answer.children != [], "No process was started at all.", "no-real-process")
    mark, *others = answer.children
    told = f"The process ignores SIGTERM, and the grace was {grace:g} s; the answer was {result!r}."
    word, code = well_formed(result)
    if code == 99:
        fail(f"{told} No SIGKILL came in {LIFE:g} s: it left by itself.", "no-deadline")
    expect(not (word == "terminated" and code == -signal.SIGKILL), told, "kill-without-term")
    expect(result == ("killed", -9), told, "raw-status" if code == signal.SIGKILL else "wrong-value")
    killed = [p.end - mark.begin for p in others if p.exitcode == -signal.SIGKILL and p.end is not None]
    sent = answer.told("sent") != []
    expect(
        killed != [] or not sent,
        "SIGKILL was sent, but nobody waited for the process: it was still ending at the function's return.",
        "no-wait",
    )
    expect(killed != [], "No process was ended by SIGKILL, whatever the answer says.", "no-real-process")
    expect(
        max(killed) >= deadline - 0.02,
        f"SIGKILL came {max(killed):.3f} s after the call.",
        "signal-too-early",
    )


@check(points=0.5, diagnosis="rounded-limit")
def test_to_the_fraction(submission: Submission) -> None:
    """SIGTERM comes after `deadline` seconds, and SIGKILL `grace` seconds after that; neither is rounded."""
    deadline, grace = submission.random.choice((0.33, 0.37)), submission.random.choice((0.31, 0.32))
    answer = submission.play(stays_by_the_clock, deadline, grace, schedule=Schedule(exact=True), blame=LATE)
    elsewhere(answer, [answer.value])
    asked = {s.pid: s.at for s in answer.outcome.evidence.signals if s.number == signal.SIGTERM}
    killed = [p for p in answer.children if p.exitcode == -signal.SIGKILL and p.end is not None]
    told = f"The process ignores SIGTERM; the answer was {answer.value!r}."
    expect(well_formed(answer.value)[1] != 99, f"{told} It left by itself after 60 s.", "no-deadline")
    expect(killed != [], f"{told} No process was ended by SIGKILL.", "no-real-process")
    expect(killed[0].pid in asked, f"{told} It was sent SIGKILL, and never SIGTERM.", "kill-without-term")
    first = asked[killed[0].pid] - killed[0].begin
    second = (killed[0].end or 0.0) - asked[killed[0].pid]
    told = f"SIGTERM came {first:.2f} s after the start; the deadline was {deadline} s."
    expect(first >= deadline - 0.02, told, "signal-too-early")
    expect(first <= deadline + LATER, told)
    told = f"SIGKILL came {second:.2f} s after SIGTERM; the grace was {grace} s."
    expect(second >= grace - 0.02, told, "no-grace")
    expect(second <= grace + LATER, told)


@check(points=0.5)
def test_caller_keeps_its_own(submission: Submission) -> None:
    """No thread and no timer is left running in the caller."""
    code = submission.random.randrange(2, 99)
    answer = submission.play(and_then, code, blame=LATE)
    result, left = answer.value
    elsewhere(answer, [result])
    number = well_formed(result)[1]
    told = f"The process ended with exit code {code}; the answer was {result!r}."
    expect(number == code, told, "raw-status" if number == code << 8 else "wrong-value")
    expect(not left, f"Still running after the return: {', '.join(left)}.", "thread-left")
    really_ended(answer, code)
