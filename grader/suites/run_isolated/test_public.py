"""run_isolated: a return, an exit code, sys.exit, a signal."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

from grader.runner.swap import swapped
from grader.suites.run_isolated.scenes import elsewhere, is_end, ran_elsewhere, run
from grader.testing import Answer, Submission, check, expect, in_box, scenario


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
def end_by_signal() -> None:
    """Send the given signal to this process."""
    if elsewhere():
        os.kill(os.getpid(), int(os.environ["GIVEN"]))
        time.sleep(3)


@in_box
def leaves_core(wait: Callable[..., Any]) -> Callable[..., Any]:
    """The call of os, on a machine that keeps core dumps: a bit of the status says so."""

    def waited(*args: Any, **more: Any) -> Any:
        found = wait(*args, **more)
        return (found[0], found[1] | 0x80, *found[2:]) if os.WIFSIGNALED(found[1]) else found

    return waited


@scenario
def aborted(student: Any, given: int) -> object:
    """Call with a function that ends by a signal and leaves an image of its memory."""
    waits = [
        (os, name, getattr(os, name), leaves_core(getattr(os, name)))
        for name in ("waitpid", "wait", "wait3", "wait4")
    ]
    with swapped(waits, student.module):
        return run(student, end_by_signal.__name__, given, globals())


@scenario
def isolated(student: Any, name: str, given: object) -> object:
    """Call with the function of that name."""
    return run(student, name, given, globals())


def end_of(submission: Submission, name: str, given: object = 0, escaped: str = "") -> Answer:
    """The answer about the end of ``name``, which ran once, in a process of its own.

    ``escaped`` diagnoses an escape.
    """
    answer = submission.play(isolated, name, given, blame={"ESCAPED": escaped} if escaped else {})
    ran_elsewhere(answer)
    return answer


@check(points=1, diagnosis="wrong-value")
def test_return(submission: Submission) -> None:
    """An fn that returns, whatever its value, gives ("exit", 0); it runs once, in a child process."""
    number = submission.random.randrange(3, 120)
    answer = end_of(submission, "give_back", number)
    told = answer.value
    message = f"fn returned {number}, so the answer should be ('exit', 0); it is {told!r}."
    expect(told not in [("exit", number), ("exit", number << 8)], message, "result-is-exit-code")
    is_end(answer, told, ("exit", 0), message)
    answer = end_of(submission, "give_back_function")
    told = answer.value
    message = f"fn returned a lambda: the answer should be ('exit', 0); it is {told!r}."
    is_end(answer, told, ("exit", 0), message)


@check(points=0.5, diagnosis="wrong-value")
def test_os_exit(submission: Submission) -> None:
    """An fn that calls os._exit(n) gives ("exit", n)."""
    code = submission.random.randrange(3, 256)
    answer = end_of(submission, "leave", code)
    told = answer.value
    message = f"fn called os._exit({code}), so the answer should be ('exit', {code}); it is {told!r}."
    expect(told != ("exit", code << 8), message, "raw-status")
    expect(told not in [("exit", 0), ("exit", 1)], message, "believes-message")
    is_end(answer, told, ("exit", code), message)
    answer = end_of(submission, "leave", 0)
    told = answer.value
    message = f"fn called os._exit(0), so the answer should be ('exit', 0); it is {told!r}."
    expect(told != ("exit", 1), message, "believes-message")
    is_end(answer, told, ("exit", 0), message)


@check(points=1, diagnosis="wrong-value")
def test_signal(submission: Submission) -> None:
    """A child that is ended by a signal gives ("signal", number), and the number is positive."""
    others = [signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM]
    for number in (signal.SIGKILL, submission.random.choice(others)):
        is_signal(end_of(submission, "end_by_signal", int(number)), number)
    answer = submission.play(aborted, int(signal.SIGABRT))
    ran_elsewhere(answer)
    core = signal.SIGABRT | 0x80
    message = (
        f"SIGABRT ended the child, and its memory was kept (core dump): ('signal', 6) was asked for; "
        f"it is {answer.value!r}."
    )
    expect(answer.value != ("exit", core), message, "raw-status")
    expect(answer.value != ("signal", core), message, "core-bit-in-signal")
    is_signal(answer, signal.SIGABRT)


def is_signal(answer: Answer, number: signal.Signals) -> None:
    """End the check unless the answer is this signal."""
    told = answer.value
    message = (
        f"{number.name} ended the child, so the answer should be ('signal', {number:d}); it is {told!r}."
    )
    expect(told != ("signal", -number), message, "negative-signal")
    expect(not (isinstance(told, tuple) and told[:1] == ("exit",)), message, "signal-taken-for-exit")
    is_end(answer, told, ("signal", int(number)), message)


@check(points=1, diagnosis="wrong-value")
def test_sys_exit_number(submission: Submission) -> None:
    """An fn that calls sys.exit(n) gives ("exit", n & 0xFF)."""
    end_of(submission, "raise_given", "an exception")
    low = submission.random.randrange(3, 256)
    far = submission.random.choice([-3, -2, 2, 3, 40]) * 256 + submission.random.randrange(3, 256)
    for number in (low, far, 256, -1, 0):
        answer = end_of(submission, "exit_with_number", number, "except-exception")
        told = answer.value
        code = number & 0xFF
        message = f"fn called sys.exit({number}), so the answer should be ('exit', {code}); it is {told!r}."
        expect(code == 0 or told != ("exit", code << 8), message, "raw-status")
        expect(code == 1 or told != ("exit", 1), message, "system-exit-is-failure")
        is_end(answer, told, ("exit", code), message)
