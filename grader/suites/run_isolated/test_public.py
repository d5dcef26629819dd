"""run_isolated: a return, an exit code, a signal."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

from grader.suites.run_isolated.scenes import elsewhere, leave, ran_elsewhere
from grader.testing import Submission, check, expect, in_box, scenario


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


@scenario
def isolated(student: Any, name: str, given: int) -> object:
    """Call with the function of that name."""
    os.environ["CALLER"], os.environ["GIVEN"] = str(os.getpid()), str(given)
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)  # for a child that is a new interpreter
    answer: object = student.run_isolated(leave if name == leave.__name__ else globals()[name])
    return answer


def end_of(submission: Submission, name: str, given: int = 0) -> object:
    """What the function says of the end of ``name``, which ran once, in a process of its own."""
    answer = submission.play(isolated, name, given)
    ran_elsewhere(answer)
    return answer.value


@check(points=1, diagnosis="wrong-value")
def test_return(submission: Submission) -> None:
    """An fn that returns, whatever its value, gives ("exit", 0); it runs once, in a child process."""
    number = submission.random.randrange(3, 120)
    told = end_of(submission, "give_back", number)
    message = f"fn returned {number}, so the answer should be ('exit', 0); it is {told!r}."
    expect(told not in [("exit", number), ("exit", number << 8)], message, "result-is-exit-code")
    expect(told == ("exit", 0), message)
    told = end_of(submission, "give_back_function")
    expect(told == ("exit", 0), f"fn returned a lambda: the answer should be ('exit', 0); it is {told!r}.")


@check(points=0.5, diagnosis="wrong-value")
def test_os_exit(submission: Submission) -> None:
    """An fn that calls os._exit(n) gives ("exit", n)."""
    code = submission.random.randrange(3, 256)
    told = end_of(submission, "leave", code)
    message = f"fn called os._exit({code}), so the answer should be ('exit', {code}); it is {told!r}."
    expect(told != ("exit", code << 8), message, "raw-status")
    expect(told not in [("exit", 0), ("exit", 1)], message, "believes-message")
    expect(told == ("exit", code), message)
    told = end_of(submission, "leave", 0)
    message = f"fn called os._exit(0), so the answer should be ('exit', 0); it is {told!r}."
    expect(told != ("exit", 1), message, "believes-message")
    expect(told == ("exit", 0), message)


@check(points=1, diagnosis="wrong-value")
def test_signal(submission: Submission) -> None:
    """A child that is ended by a signal gives ("signal", number), and the number is positive."""
    others = [signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM]
    for number in (signal.SIGKILL, submission.random.choice(others)):
        told = end_of(submission, "end_by_signal", int(number))
        message = (
            f"{number.name} ended the child, so the answer should be ('signal', {number:d}); it is {told!r}."
        )
        expect(told != ("signal", -number), message, "negative-signal")
        expect(not (isinstance(told, tuple) and told[:1] == ("exit",)), message, "signal-taken-for-exit")
        expect(told == ("signal", number), message)
