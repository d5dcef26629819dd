"""run_with_deadline: a target that does what its steps say, and what holds for every answer."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import Any

from grader.scenario import act, in_caller, observe
from grader.testing import Answer, Schedule, Submission, expect, in_box, ran_in_children, scenario

#: How much later than asked a signal may come, and how much earlier: some look every 50 ms.
LATER, EARLIER = 0.06, 0.02
#: How a target leaves that nobody has ended: after so many seconds, with this code.
LIFE, CODE = 60.0, 99
LEAVES: list[list[Any]] = [["stay", LIFE], ["exit", CODE]]
#: What a target does, and what should be told of it.
Round = tuple[list[list[Any]], str, int]


@in_box
def target(*given: Any) -> None:
    """Do steps in a process of its own, and nothing in the caller's: should be given its number and steps.

    ``["on SIGTERM", seconds, code]`` tidies up for so long when it comes, then exits, or lets it act for -15.
    """
    if len(given) != 2:
        observe(["given", len(given)])
        return
    observe(["in", given[0]])
    if in_caller():
        os.environ["RAN"] = "here"
        return

    def tidy(seconds: float, code: int) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # who asks again asks for the same
        time.sleep(seconds)
        if code == -signal.SIGTERM:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            act(["fall", "SIGTERM"])
        sys.exit(code)

    for step in given[1]:
        match step:
            case ["on SIGTERM", *how]:
                signal.signal(signal.SIGTERM, lambda *_, how=how: tidy(*how))
            case ["ignore SIGTERM"]:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
            case ["exit", status]:
                sys.exit(status)
        act(step)


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
            if "RAN" not in os.environ:
                raise
            results.append(f"{type(error).__name__}: {error}")
    patience = time.monotonic() + 2
    while (more := set(threading.enumerate()) - threads) and time.monotonic() < patience:
        time.sleep(0.1)
    left = sorted(f"thread {thread.name}" for thread in more)
    timer = ["the timer of SIGALRM"] if signal.getitimer(signal.ITIMER_REAL)[0] > 0 else []
    return results, left + timer


def play(
    submission: Submission, *rounds: Round, deadline: float = 3600.0, grace: float = 3600.0, **order: Any
) -> tuple[Answer, Any]:
    """Play the rounds by the judge's clock; all have to be right. The second is the last one's process."""
    schedule = Schedule(exact=True, virtual_seconds=5 * LIFE, **order)
    given = [steps for steps, _, _ in rounds], deadline, grace
    answer = submission.play(ended, *given, schedule=schedule, blame={"TIMED_OUT": "late-return"})
    started = "started process" not in str(answer.value[0])
    expect(started, "The target ran in the calling process, not in one of its own.", "run-for-start")
    calls, wrong = ran_in_children(answer, int, what="The target"), answer.told("given", int)
    shown = (
        f"args holds two arguments; the target was called with {sum(seen.value[1] for seen in wrong[:1])}."
    )
    expect(not wrong, shown, "args-ignored")
    numbers = sorted(seen.value[1] for seen in calls)
    shown = f"{len(rounds)} targets were given; these ran in processes of their own: {numbers}."
    expect(numbers == [*range(len(rounds))], shown, "no-real-process")
    results = [*answer.value[0], *[None] * len(rounds)]
    return answer, [ends(answer, *pair) for pair in zip(results, rounds, strict=False)][-1]


def ends(answer: Answer, result: object, expected: Round) -> Any:
    """The process of a round; ends the check unless the result is the expected one, and it ended so."""
    (steps, word, code), (found, status) = expected, well_formed(result)
    done, early, left = word == "done", status == -signal.SIGTERM, any(p.end is None for p in answer.children)
    insisted = word == "terminated" and status == -signal.SIGKILL
    text = "exit-code-not-int" if ["fall", "sys.exit('text')"] in steps else "wrong-value"
    for wrong, more, why in (
        (status == CODE, f" No signal came in {LIFE:g} s: it left by itself.", "no-deadline"),
        (insisted, " It can react to SIGTERM.", "no-grace" if found == "killed" else "kill-without-term"),
        (status == code and found != word, "", mislabelled(word, found, code)),
        (done and early and status != code, " It was sent SIGTERM.", "signal-too-early"),
        (done and (code, status) == (0, 1), " It called sys.exit().", "system-exit-is-failure"),
        (status == (code << 8 if code > 0 else -code) != code, "", "raw-status"),
        ((found, status) != (word, code), "", text),
        (left, " Nobody waited for it: it was still ending at the return.", "no-wait"),
    ):
        expect(not wrong, f"The process should give {(word, code)!r}; the answer was {result!r}.{more}", why)
    ran = [p for p in answer.children if p.exitcode == code]
    expect(ran != [], f"No process ended with exit code {code}, whatever the answer says.", "no-real-process")
    return ran[0]


def well_formed(result: object) -> tuple[str, int]:
    """The result, if it is a tuple of a word and a number."""
    word, code = result if isinstance(result, tuple) and len(result) == 2 else ("", 0)
    waited = f"{result!r}: the exit code is None as long as nobody has waited for the process."
    expect(code is not None, waited, "no-wait")
    right = word in ("done", "terminated", "killed") and type(code) is int
    expect(right, f'A tuple such as ("done", 0) was asked for; the answer was {result!r}.', "wrong-type")
    return word, code


def mislabelled(word: str, found: str, code: int) -> str:
    """What was misunderstood by who has the right code and another word."""
    if word == "done" and code >= 0:
        return "join-returns-none" if code else "zero-is-false"
    if word == "killed":
        return "kill-without-term" if found == "terminated" else "wrong-value"
    return "label-from-exitcode"


def asked_in_time(answer: Answer, process: Any, deadline: float) -> float:
    """When the process was sent SIGTERM; ends the check unless that was ``deadline`` s after its start."""
    sent = answer.sent(process.pid, signal.SIGTERM)
    told = f"The process was to be asked by SIGTERM; the answer was {answer.value!r}."
    expect(sent != [], f"{told} It was never sent SIGTERM.", "kill-without-term")
    first = sent[0] - process.begin
    told = f"SIGTERM came {first:.2f} s after the start; the deadline was {deadline} s."
    expect(first >= deadline - EARLIER, told, "signal-too-early")
    expect(first <= deadline + LATER, told, "rounded-limit")
    return sent[0]
