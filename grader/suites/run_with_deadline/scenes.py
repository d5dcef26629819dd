"""run_with_deadline: targets that know where they run, and how an answer is read."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import Any, NoReturn

from grader.scenario import fall, observe
from grader.testing import Answer, ProcessRecord, Scene, Schedule, Submission, expect, fail, in_box

#: How much later than asked a signal may come, and how much earlier: some look every 50 ms.
LATER, EARLIER = 0.06, 0.02


@in_box
class Given:
    """Limits that are far away, and how a target leaves that nobody has ended: after so many seconds."""

    HOUR = 3600.0
    LIFE = 60.0
    CODE = 99


@in_box
class Caller:
    """What happened in the calling process; other processes have their own copy."""

    ran_target = False


@in_box
class Asked(Exception):
    """SIGTERM has come."""


@in_box
def at_home(caller: int) -> bool:
    """Whether a target runs in the calling process, where it must do nothing more."""
    if os.getpid() != caller:
        return False
    Caller.ran_target = True
    observe(["home", threading.current_thread() is threading.main_thread()])
    return True


@in_box
def asked(number: int, frame: object) -> NoReturn:
    """Handle SIGTERM."""
    raise Asked


@in_box
def leave(*given: Any) -> None:
    """End by itself after a second: ``given`` should be the caller's pid and an exit code."""
    if len(given) != 2:
        observe(["given", len(given)])
    elif not at_home(given[0]):
        observe(["in", given[1]])
        time.sleep(1.0)
        if given[1] != 0:
            sys.exit(given[1])


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
def tidy_up(caller: int, code: int, seconds: float) -> None:
    """When SIGTERM comes, tidy up for some seconds; leave with ``code``, or let it act if that is -15."""
    if at_home(caller):
        return
    signal.signal(signal.SIGTERM, asked)
    try:
        time.sleep(Given.LIFE)
        sys.exit(Given.CODE)
    except Asked:
        time.sleep(seconds)
    if code == -signal.SIGTERM:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
    sys.exit(code)


@in_box
def stay(caller: int) -> None:
    """Ignore SIGTERM."""
    if at_home(caller):
        return
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(Given.LIFE)
    sys.exit(Given.CODE)


@in_box
def ask(student: Any, target: Any, more: tuple[object, ...], deadline: float, grace: float) -> object:
    """One call; an exception travels out unless the target ran in this process."""
    try:
        return student.run_with_deadline(target, (os.getpid(), *more), deadline, grace)
    except Exception as error:
        if not Caller.ran_target:
            raise
        return f"{type(error).__name__}: {error}"


def play(submission: Submission, scene: Scene, *args: object, **order: Any) -> Answer:
    """Play the scene by the judge's clock; no target may have run in the calling process."""
    schedule = Schedule(exact=True, virtual_seconds=5 * Given.LIFE, **order)
    answer = submission.play(scene, *args, schedule=schedule, blame={"TIMED_OUT": "late-return"})
    home = [seen.value[1] for seen in answer.told("home", bool) if seen.pid == answer.caller.pid]
    if home and not all(home):
        message = "The target ran in a thread of the calling process; a process of its own was asked for."
        fail(message, "threads-instead")
    unstarted = "started process" in str(answer.value)
    message = "The target ran in the calling process, not in a process of its own."
    expect(not home, message, "run-for-start" if unstarted else "no-real-process")
    return answer


def well_formed(result: object) -> tuple[str, int]:
    """The result, if it is a tuple of a word and a number."""
    word, code = result if isinstance(result, tuple) and len(result) == 2 else ("", 0)
    waited = f"{result!r}: the exit code is None as long as nobody has waited for the process."
    expect(code is not None, waited, "no-wait")
    right = word in ("done", "terminated", "killed") and type(code) is int
    expect(right, f'A tuple such as ("done", 0) was asked for; the answer was {result!r}.', "wrong-type")
    return word, code


def terms(answer: Answer) -> dict[int, float]:
    """When processes were sent SIGTERM first, by pid."""
    told = [s for s in answer.outcome.evidence.signals if s.number == signal.SIGTERM]
    return {s.pid: s.at for s in reversed(told)}


def ended_with(answer: Answer, code: int) -> ProcessRecord:
    """A process that the kernel saw end with this code; ends the check if there is none."""
    found = [p for p in answer.children if p.exitcode == code and p.end is not None]
    message = f"No process ended with exit code {code}, whatever the answer says."
    expect(found != [], message, "no-real-process")
    return found[0]


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
