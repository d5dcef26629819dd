"""run_with_deadline: a target that does what its steps say, and what holds for every answer."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import Any, NoReturn

from grader.scenario import act, in_caller, observe
from grader.testing import Answer, ProcessRecord, Schedule, Submission, expect, fail, in_box, scenario

#: How much later than asked a signal may come, and how much earlier: some look every 50 ms.
LATER, EARLIER = 0.06, 0.02
#: A limit that is far away.
HOUR = 3600.0
#: How a target leaves that nobody has ended: after so many seconds, with this code.
LIFE, CODE = 60.0, 99
LEAVES: list[list[Any]] = [["stay", LIFE], ["exit", CODE]]


@in_box
class Caller:
    """What happened in the calling process; other processes have their own copy."""

    ran_target = False


@in_box
class Asked(Exception):
    """SIGTERM has come."""


@in_box
def asked(number: int, frame: object) -> NoReturn:
    """Handle SIGTERM."""
    raise Asked


@in_box
def target(*given: Any) -> None:
    """Do steps in a process of its own, and nothing in the caller's: should be given its number and steps.

    ``["on SIGTERM", seconds, code]`` tidies up for so long when it comes, then exits, or lets it act for -15.
    """
    if len(given) != 2:
        observe(["given", len(given)])
        return
    if in_caller():
        Caller.ran_target = True
        observe(["home", threading.current_thread() is threading.main_thread()])
        return
    number, steps = given
    observe(["in", number])
    try:
        for step in steps:
            match step:
                case ["on SIGTERM", *answer]:
                    seconds, code = answer
                    signal.signal(signal.SIGTERM, asked)
                case ["ignore SIGTERM"]:
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                case ["exit", status]:
                    sys.exit(status)
            act(step)
    except Asked:
        time.sleep(seconds)
        if code == -signal.SIGTERM:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)
        sys.exit(code)


@scenario
def ended(
    student: Any, rounds: list[list[Any]], deadline: float, grace: float
) -> tuple[list[object], list[str]]:
    """The result for the steps of each round, and what still runs in the caller afterwards.

    An exception travels out unless the target ran in this process.
    """
    threads, results = set(threading.enumerate()), []
    for number, steps in enumerate(rounds):
        try:
            results.append(student.run_with_deadline(target, (number, steps), deadline, grace))
        except Exception as error:
            if not Caller.ran_target:
                raise
            results.append(f"{type(error).__name__}: {error}")
    patience = time.monotonic() + 2
    while (more := set(threading.enumerate()) - threads) and time.monotonic() < patience:
        time.sleep(0.1)
    left = sorted(f"thread {thread.name}" for thread in more)
    if signal.getitimer(signal.ITIMER_REAL)[0] > 0:
        left.append("the timer of SIGALRM")
    return results, left


def play(
    submission: Submission, rounds: list[list[Any]], deadline: float = HOUR, grace: float = HOUR, **order: Any
) -> Answer:
    """Play the rounds by the judge's clock; each target has to run once, in a process of its own."""
    schedule = Schedule(exact=True, virtual_seconds=5 * LIFE, **order)
    blame = {"TIMED_OUT": "late-return"}
    answer = submission.play(ended, rounds, deadline, grace, schedule=schedule, blame=blame)
    home = [seen.value[1] for seen in answer.told("home", bool) if seen.pid == answer.caller.pid]
    shown = "The target ran in the calling process"
    expect(all(home), f"{shown}, in a thread; a process of its own was asked for.", "threads-instead")
    unstarted = "started process" in str(answer.value[0])
    expect(not home, f"{shown}, not in one of its own.", "run-for-start" if unstarted else "no-real-process")
    given = [seen.value[1] for seen in answer.told("given", int)]
    shown = f"args holds two arguments; the target was called with {sum(given[:1])}."
    expect(not given, shown, "args-ignored")
    numbers = sorted(seen.value[1] for seen in answer.told("in", int))
    shown = f"{len(rounds)} targets were given; these ran in processes of their own: {numbers}."
    expect(numbers == [*range(len(rounds))], shown, "no-real-process")
    return answer


def well_formed(result: object) -> tuple[str, int]:
    """The result, if it is a tuple of a word and a number."""
    word, code = result if isinstance(result, tuple) and len(result) == 2 else ("", 0)
    waited = f"{result!r}: the exit code is None as long as nobody has waited for the process."
    expect(code is not None, waited, "no-wait")
    right = word in ("done", "terminated", "killed") and type(code) is int
    expect(right, f'A tuple such as ("done", 0) was asked for; the answer was {result!r}.', "wrong-type")
    return word, code


def ends_with(
    answer: Answer, number: int, word: str, code: int, otherwise: str = "wrong-value"
) -> ProcessRecord:
    """The process of this round; ends the check unless the result is this word and code, and it ended so."""
    results, _ = answer.value
    result = [*results, None][number]
    found, status = well_formed(result)
    shown = f"The process should give {(word, code)!r}; the answer was {result!r}."
    expect(status != CODE, f"{shown} No signal came in {LIFE:g} s: it left by itself.", "no-deadline")
    if word == "terminated" and status == -signal.SIGKILL:
        fail(f"{shown} It can react to SIGTERM.", "no-grace" if found == "killed" else "kill-without-term")
    if status == code and found != word:
        why = "label-from-exitcode"
        if word == "done" and code >= 0:
            why = "join-returns-none" if code else "zero-is-false"
        elif word == "killed":
            why = "kill-without-term" if found == "terminated" else "wrong-value"
        fail(shown, why)
    early = word == "done" and status == -signal.SIGTERM != code
    expect(not early, f"{shown} It was sent SIGTERM.", "signal-too-early")
    exits = word == "done" and (code, status) == (0, 1)
    expect(not exits, f"{shown} It called sys.exit().", "system-exit-is-failure")
    raw = status == (code << 8 if code > 0 else -code)
    expect((found, status) == (word, code), shown, "raw-status" if raw else otherwise)
    waited = all(child.end is not None for child in answer.children)
    expect(waited, f"{shown} Nobody waited for it: it was still ending at the return.", "no-wait")
    ran = [p for p in answer.children if p.exitcode == code]
    expect(ran != [], f"No process ended with exit code {code}, whatever the answer says.", "no-real-process")
    return ran[0]


def terms(answer: Answer) -> dict[int, float]:
    """When processes were sent SIGTERM first, by pid."""
    told = [s for s in answer.outcome.evidence.signals if s.number == signal.SIGTERM]
    return {s.pid: s.at for s in reversed(told)}


def asked_in_time(answer: Answer, process: ProcessRecord, deadline: float) -> float:
    """When the process was sent SIGTERM; ends the check unless that was ``deadline`` s after its start."""
    sent = terms(answer)
    told = f"The process was to be asked by SIGTERM; the answer was {answer.value!r}."
    expect(process.pid in sent, f"{told} It was never sent SIGTERM.", "kill-without-term")
    first = sent[process.pid] - process.begin
    told = f"SIGTERM came {first:.2f} s after the start; the deadline was {deadline} s."
    expect(first >= deadline - EARLIER, told, "signal-too-early")
    expect(first <= deadline + LATER, told, "rounded-limit")
    return sent[process.pid]
