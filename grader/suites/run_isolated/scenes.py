"""run_isolated: a function that ends as the environment says, and how an answer is read."""

import os
import signal
import sys
import time
from typing import Any

from grader.scenario import EXTRAORDINARY, RAISING, act, code_of, in_caller, leave_cores, name_of, observe
from grader.testing import Answer, Schedule, Submission, expect, gave_up, in_box, ran_in_children, scenario

#: How a call of sys.exit begins that is given no number.
NO_NUMBER = ("sys.exit()", "sys.exit('", "sys.exit([", "sys.exit(0.")


@in_box
def fn() -> object:
    """Report the call, take as long and end as the environment says; in the caller's process, return."""
    observe(["called"])
    kind = os.environ["KIND"]
    if not kind.startswith("return") and not in_caller():
        if os.environ["STOPS"]:
            stop()
        act(["stay", float(os.environ["SECONDS"])])
        observe(["done"])
        act(["fall", kind])
    return int(kind.split()[1]) if kind.split()[-1].isdecimal() else lambda: None


@in_box
def stop() -> None:
    """Stop this process; a child of its own lets it go on, a second later."""
    stopped, pid = os.getpid(), os.fork()
    if pid == 0:
        time.sleep(1.0)
        os.kill(stopped, signal.SIGCONT)
        os._exit(0)
    os.kill(stopped, signal.SIGSTOP)
    os.waitpid(pid, 0)


@scenario
def isolated(student: Any, kind: str, seconds: float, stops: str = "") -> object:
    """The answer about a function that takes so long, and ends so, also in a new interpreter."""
    os.environ.update(KIND=kind, SECONDS=str(seconds), STOPS=stops, PYTHONPATH=os.pathsep.join(sys.path))
    if kind == "SIGABRT":
        leave_cores(student.module)
    return student.run_isolated(fn)


def ends(
    submission: Submission, kind: str, seconds: float | None = None, stops: str = "", **order: Any
) -> None:
    """End the check unless fn runs once, in a process of its own, and the answer tells how it ended.

    It may be stopped for a while. What is ``held_back`` is, in one of many orders.
    """
    came = "exit-code-not-int" if kind.startswith(NO_NUMBER) else "except-exception"
    blame = {"ESCAPED": came} if kind in EXTRAORDINARY or kind.startswith("sys.exit(") else {}
    given = isolated, kind, seconds or 0.0, stops
    if "held_back" in order:
        order |= {"random": 0, "haste": 0.0, "preemptions": 1, "blame": {"DEADLOCKED": "missed-wakeup"}}
        for answer in submission.schedules(*given, **order):
            right_end(answer, kind, seconds, stops)
    else:
        right_end(submission.play(*given, schedule=Schedule(**order), blame=blame), kind, seconds, stops)


def right_end(answer: Answer, kind: str, seconds: float | None, stops: str) -> None:
    """End the check unless the answer tells how a function of this kind ended."""
    child, told = answer.process(ran_elsewhere(answer)), answer.value
    done = seconds is None or answer.told("done") != []
    shown = f"Before fn was done, the function returned {told!r}."
    expect(done, shown, "stopped-for-ended" if stops else gave_up(answer, "process-left"))
    code = 0 if kind.startswith("return") else code_of(kind)
    right = ("signal", -code) if kind.startswith("SIG") else ("exit", code & 0xFF)
    also = ("signal", 2) if kind == "KeyboardInterrupt" else right  # as an interpreter ends by it
    how = f"{name_of(kind)} ({kind})" if kind in RAISING else kind
    stopped = "was stopped, went on, and " if stops else ""
    shown = f"fn {stopped}ended with {how}: the answer should be {right!r}; it is {told!r}."
    expect(told in (right, also), shown, "eof-for-end" if answer.held_back else misread(kind, *right, told))
    if child is not None and child.end is not None:
        shown = f"The answer is {told!r}, but the process that called fn ended with {child.exitcode}."
        expect(child.exitcode == (told[1] if told[0] == "exit" else -told[1]), shown, "believes-message")


def ran_elsewhere(answer: Answer) -> int:
    """The process that called fn; ends the check unless fn was called once, and not in the caller."""
    places = [seen.pid for seen in answer.told("called")]
    both = answer.caller.pid in places and len({*places}) > 1
    expect(not both, "fn ran in the caller's own process, and in another one.", "runs-in-both")
    ran_in_children(answer, word="called", what="fn")
    shown = f"When the function returned, fn had been called {len(places)} times; once was asked for."
    early = not places and any(child.end is None for child in answer.children)
    expect(len(places) == 1, shown, "process-left" if early else "wrong-value")
    return places[0]


def misread(kind: str, word: str, number: int, told: Any) -> str:
    """What was misunderstood by who tells this of such an end."""
    if not isinstance(told, tuple):
        return "wrong-type"
    match word, told:
        case "exit", ("exit", int(code)) if code == number << 8:
            return "raw-status"
        case "exit", ("exit", _) if kind == "one that has a code":
            return "any-code"
        case "exit", ("exit", _) if kind.startswith("return"):
            return "result-is-exit-code"
        case "exit", ("exit", 0 | 1) if kind.startswith("os._exit"):
            return "believes-message"
        case "exit", ("exit", 1) if kind.startswith("sys.exit") and code_of(kind) == number:
            return "system-exit-is-failure"
        case "exit", ("signal", signal.SIGSTOP | signal.SIGCONT):
            return "stopped-for-ended"
        case "signal", ("exit", int(code)):
            return "raw-status" if code == number | 0x80 else "signal-taken-for-exit"
        case "signal", ("signal", int(code)) if code in (-number, number | 0x80):
            return "negative-signal" if code < 0 else "core-bit-in-signal"
    return "exit-code-not-int" if kind.startswith(NO_NUMBER) else "wrong-value"
