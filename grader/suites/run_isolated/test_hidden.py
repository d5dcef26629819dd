"""run_isolated: other ways to call sys.exit, exceptions, a slow fn."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from grader.runner.raises import ORDINARY, RAISING, drawn, name_of
from grader.runner.stage import OVER, observe, wait_for
from grader.suites.run_isolated.scenes import elsewhere, is_end, ran_elsewhere, run
from grader.testing import Answer, Submission, check, expect, in_box, scenario


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
def leave_late() -> None:
    """Take more than half a second, or until the function has returned; os._exit with the given number."""
    if elsewhere():
        if not wait_for(OVER, 0.6):
            observe(["done"])
        os._exit(int(os.environ["GIVEN"]))


@scenario
def isolated(student: Any, name: str, given: str) -> object:
    """Call with the function of that name."""
    return run(student, name, given, globals())


def play(submission: Submission, name: str, given: object = "", escaped: str = "") -> Answer:
    """Call with ``name``, which must run once, in a process of its own; ``escaped`` diagnoses an escape."""
    blame = {"ESCAPED": escaped} if escaped else {}
    answer = submission.play(isolated, name, str(given), blame=blame)
    ran_elsewhere(answer)
    return answer


@check(points=0.5, diagnosis="wrong-value")
def test_sys_exit_none_and_text(submission: Submission) -> None:
    """An fn that calls sys.exit() gives ("exit", 0), and one that calls sys.exit with a text ("exit", 1)."""
    play(submission, "raise_given", "an exception")
    answer = play(submission, "exit_with_number", 1, "except-exception")
    told = answer.value
    message = f"fn called sys.exit(1), so the answer should be ('exit', 1); it is {told!r}."
    expect(told != ("exit", 256), message, "raw-status")
    is_end(answer, told, ("exit", 1), message)
    answer = play(submission, "exit_with_nothing", escaped="exit-code-not-int")
    told = answer.value
    message = f"fn called sys.exit(), so the answer should be ('exit', 0); it is {told!r}."
    expect(told != ("exit", 1), message, "system-exit-is-failure")
    is_end(answer, told, ("exit", 0), message)
    number = submission.random.randrange(3, 100)
    for text in (f"{number} files are missing", str(number)):
        answer = play(submission, "exit_with_text", text, escaped="exit-code-not-int")
        told = answer.value
        message = f"fn called sys.exit({text!r}), so the answer should be ('exit', 1); it is {told!r}."
        expect(told != ("exit", 256), message, "raw-status")
        expect(told == ("exit", 1), message, "exit-code-not-int")
        is_end(answer, told, ("exit", 1), message)


@check(points=1, diagnosis="wrong-value")
def test_exception(submission: Submission) -> None:
    """An fn that raises an exception other than SystemExit gives ("exit", 1), whatever its type."""
    kinds = [kind for kind in RAISING if name_of(kind) != "SystemExit"]
    for kind in drawn(submission.random, kinds):
        answer = play(submission, "raise_given", kind, "" if kind in ORDINARY else "except-exception")
        told = answer.value
        message = f"fn raised {name_of(kind)} ({kind}), so the answer should be ('exit', 1); it is {told!r}."
        expect(told != ("exit", 256), message, "raw-status")
        interrupted = kind == "KeyboardInterrupt" and told == ("signal", signal.SIGINT)
        is_end(answer, told, ("signal", signal.SIGINT) if interrupted else ("exit", 1), message)


@check(points=1, diagnosis="wrong-value")
def test_slow(submission: Submission) -> None:
    """The function returns when the child has ended, however long fn takes."""
    code = submission.random.randrange(3, 256)
    answer = play(submission, "leave_late", code)
    done = answer.told("done") != []
    message = f"fn takes half a second; before it was done, the function returned {answer.value!r}."
    expect(done, message, "process-left")
    told = answer.value
    message = f"fn called os._exit({code}) at its end: ('exit', {code}) was asked for; {told!r} was returned."
    expect(told != ("exit", code << 8), message, "raw-status")
    expect(told not in [("exit", 0), ("exit", 1)], message, "believes-message")
    is_end(answer, told, ("exit", code), message)
