"""run_isolated: functions that end in different ways, and how an answer is read."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from grader.scenario import fall, observe
from grader.testing import Answer, ProcessRecord, Schedule, Submission, expect, fail, in_box, scenario

End = tuple[str, int]
PLAIN = Schedule()


@in_box
def elsewhere() -> bool:
    """Report the call; whether this is a process other than the caller's."""
    observe(["called"])
    return os.environ["CALLER"] != str(os.getpid())


@in_box
def give_back() -> int:
    """Return the given number."""
    elsewhere()
    return int(os.environ["GIVEN"])


@in_box
def give_back_function() -> object:
    """Return what cannot be pickled."""
    elsewhere()
    return lambda: None


@in_box
def leave() -> None:
    """End by os._exit with the given number."""
    if elsewhere():
        os._exit(int(os.environ["GIVEN"]))


@in_box
def leave_late() -> None:
    """The same, so many seconds later."""
    if elsewhere():
        code, seconds = os.environ["GIVEN"].split()
        time.sleep(float(seconds))
        observe(["done"])
        os._exit(int(code))


@in_box
def exit_with_number() -> None:
    """Call sys.exit with the given number."""
    if elsewhere():
        sys.exit(int(os.environ["GIVEN"]))


@in_box
def exit_with_text() -> None:
    """Call sys.exit with the given text."""
    if elsewhere():
        sys.exit(os.environ["GIVEN"])


@in_box
def exit_with_nothing() -> None:
    """Call sys.exit without an argument."""
    if elsewhere():
        sys.exit()


@in_box
def raise_given() -> None:
    """Raise the given kind of exception."""
    if elsewhere():
        fall(os.environ["GIVEN"])


@in_box
def end_by_signal() -> None:
    """Send the given signal to this process."""
    if elsewhere():
        os.kill(os.getpid(), int(os.environ["GIVEN"]))
        time.sleep(600.0)


@in_box
def leave_cores(module: Any) -> None:
    """Have the waits of os tell what they tell where memory is kept after a signal: a bit of the status."""

    def on_such_a_machine(wait: Callable[..., Any]) -> Callable[..., Any]:
        def waited(*args: Any, **more: Any) -> Any:
            found = wait(*args, **more)
            return (found[0], found[1] | 0x80, *found[2:]) if os.WIFSIGNALED(found[1]) else found

        return waited

    for wait in (os.waitpid, os.wait, os.wait3, os.wait4):
        there = on_such_a_machine(wait)
        for place in (os, module):
            for name in [name for name, thing in vars(place).items() if thing is wait]:
                setattr(place, name, there)


@scenario
def isolated(student: Any, name: str, given: str, core: bool) -> object:
    """The answer about the function of that name."""
    os.environ["CALLER"], os.environ["GIVEN"] = str(os.getpid()), given
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)  # for a child that is a new interpreter
    if core:
        leave_cores(student.module)
    answer: object = student.run_isolated(globals()[name])
    return answer


def ran_elsewhere(answer: Answer) -> ProcessRecord | None:
    """The process that called fn; ends the check unless fn was called once, and not in the caller."""
    places, caller = [seen.pid for seen in answer.told("called")], answer.caller.pid
    early = any(child.end is None for child in answer.children)
    expect(
        places != [] or not early,
        "The function returned before its child had come to call fn.",
        "process-left",
    )
    expect(places != [], "fn was never called.", "wrong-value")
    if set(places) == {caller} and answer.caller.threads > 1:
        fail("fn ran in the caller's own process: a thread is not a process.", "threads-instead")
    expect(set(places) != {caller}, "fn ran in the caller's own process.", "no-real-process")
    if caller in places:
        fail("fn ran twice: in the child, and in the caller's own process.", "runs-in-both")
    expect(len(places) == 1, f"fn was called {len(places)} times; once was asked for.", "wrong-value")
    return answer.process(places[0])


def ends(
    submission: Submission,
    function: Callable[[], object],
    given: object,
    right: End,
    did: str,
    wrong: Mapping[End, str] | None = None,
    otherwise: str = "wrong-value",
    escaped: str = "",
    also: End | None = None,
    core: bool = False,
    schedule: Schedule = PLAIN,
) -> None:
    """End the check unless the function runs once, in a process of its own, and ``right`` tells how it ended.

    ``wrong`` has the diagnoses of other answers, ``also`` is as right; ``escaped`` is that of a child that
    comes back.
    """
    blame = {"ESCAPED": escaped} if escaped else {}
    scene = (isolated, function.__name__, str(given), core)
    answer = submission.play(*scene, blame=blame, schedule=schedule)
    child, told = ran_elsewhere(answer), answer.value
    if function is leave_late:
        message = f"Before fn was done, the function returned {told!r}."
        expect(answer.told("done") != [], message, "process-left")
    if also is not None and told == also:
        right = also
    raw = {("exit", right[1] << 8): "raw-status"} if right[0] == "exit" and right[1] else {}
    if right[0] == "signal" and isinstance(told, tuple) and told[:1] == ("exit",):
        otherwise = "signal-taken-for-exit"
    known = [why for end, why in {**raw, **(wrong or {})}.items() if told == end]
    message = f"fn {did}, so the answer should be {right!r}; it is {told!r}."
    expect(told == right, message, known[0] if known else otherwise)
    number = right[1] if right[0] == "exit" else -right[1]
    if child is not None and child.end is not None and child.exitcode != number:
        code = child.exitcode or 0
        ended = f"exit code {code}" if code >= 0 else f"signal {-code}"
        message = f"The answer is {right!r}, but the process that called fn ended with {ended}."
        fail(message, "believes-message")


def ends_by(submission: Submission, number: signal.Signals, core: bool = False) -> None:
    """End the check unless a child that this signal ends is told as that."""
    wrong = {("signal", -number): "negative-signal"}
    if core:
        wrong |= {("exit", number | 0x80): "raw-status", ("signal", number | 0x80): "core-bit-in-signal"}
    did = f"was ended by {number.name}" + (", and its memory was kept (core dump)" if core else "")
    right = ("signal", int(number))
    ends(submission, end_by_signal, int(number), right, did, wrong, core=core)
